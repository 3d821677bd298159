// Carries erasures out: the loop of the daemon, and the same work at once where no daemon runs. The writer is
// held for a millisecond or two at a time; files are rewritten beside it.
#pragma once

#include <functional>

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "base/wake.hpp"
#include "cli/erasure_log.hpp"
#include "store/store.hpp"

namespace lifecycled {

std::string new_erasure_id(Random& random);

// Whom a person named, ready to be written down: first in the log, then by Erasures::begin.
struct ErasureOrder {
  ErasureRow erasure;
  std::vector<Identifier> known_by;
  bool is_at_work = false;  // it was asked for before
};
// Throws CommandError for nobody.
ErasureOrder order_erasure(Database& database, const std::string& name, Instant now, Random& random);
boost::json::object erasure_json(const ErasureRow& erasure);
// Writes it down in the log beside the database first: whoever restores a backup later finds it there.
// Whoever erases is to be woken. Throws CommandError for nobody.
boost::asio::awaitable<boost::json::object> begin_erasure(Store& store, ErasureLog erasures,
                                                          const Clock& clock, Random& random, Log log,
                                                          std::string name);

// The same for whom a shop's platform wants to be forgotten, by the shop's own id alone; for nobody nothing.
boost::asio::awaitable<void> begin_shop_erasure(Store& store, ErasureLog erasures, const Clock& clock,
                                                Random& random, Log log, std::string user_id);

// Takes the rows that mention somebody out of the imports' reject files. Returns those that could not be
// rewritten.
std::vector<std::string> rewrite_reject_files(Database& database, const Mentions& mentions);

// Erases whoever is to be erased, now and whenever `wake` is notified, until that is closed.
boost::asio::awaitable<void> erase_customers(Store& store, const Clock& clock, Wake& wake, Log log);

// All of it at once, where no daemon runs; the engine has read the log to its end.
void erase_customers_here(Database& database, const Clock& clock, const Log& log);

}  // namespace lifecycled
