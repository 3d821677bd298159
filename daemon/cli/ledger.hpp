// Makes the ledger of consents ready for work: its key, and once what a database from before it was sealed
// needs. Under the lock of the state folder, before anything is decided or sent.
#pragma once

#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "base/wake.hpp"
#include "cli/workplace.hpp"
#include "config/settings.hpp"
#include "store/consent_check.hpp"
#include "store/store.hpp"

namespace lifecycled {

void ready_ledger(Database& database, const Workplace& workplace, const ConsentSettings& settings,
                  Random& random, Log log);

// What `consent verify` holds against the ledger.
LedgerWitness ledger_witness(const RetentionSettings& retention, Instant now);

// All of it at once, where no daemon runs; `head` as the log said it once, or "".
boost::json::object verify_ledger(Database& database, const std::string& head, LedgerWitness witness);

// In the daemon: a few rows at a time on a connection that reads, which holds up nothing, however long the
// ledger is.
boost::asio::awaitable<boost::json::object> verify_ledger(Store& store, Log log, std::string head,
                                                          LedgerWitness witness);

// How far the ledger goes, in the log at the start and once a day: there whoever changes the database does
// not reach. Until `wake` is closed.
boost::asio::awaitable<void> tell_ledger_head(Store& store, const Clock& clock, Wake& wake, Log log);

}  // namespace lifecycled
