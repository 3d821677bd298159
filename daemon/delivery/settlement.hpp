// What an earlier daemon left in flight: settled before the channel starts again. For the dispatcher; io
// thread.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "delivery/outbox.hpp"
#include "store/store.hpp"

namespace lifecycled {

struct EarlierAttempts {
  std::string channel;
  std::filesystem::path ledger;
  std::shared_ptr<Outbox> outbox;  // used on the writer thread only
};

// Waits for the channel's lock, then puts back into the queue what had not started and settles the rest as in
// doubt. Ends early, with nothing done, when `stopping` becomes true.
boost::asio::awaitable<void> settle_earlier(Store& store, const Clock& clock, Log log,
                                            EarlierAttempts earlier, const bool& stopping);

// Whether the provider drops doubles: a daemon that settles after a crash must know this before the channel
// can tell it.
void note_deduplicates(Database& database, const std::string& channel, bool deduplicates);

}  // namespace lifecycled
