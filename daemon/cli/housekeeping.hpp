// What keeps the database small, in slices that nobody notices: each kind of data beyond its period
// ([retention]), ids beyond the window of de-duplication, prospects of whom nothing was heard. On the io
// thread.
#pragma once

#include <functional>

#include <boost/asio/awaitable.hpp>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "base/wake.hpp"
#include "config/settings.hpp"
#include "store/store.hpp"

namespace lifecycled {

struct Household {
  Store& store;
  const Clock& clock;
  Random& random;
  Log log;
  std::function<RetentionSettings()> settings;  // in force now
  std::function<void()> wake_eraser;            // somebody is to be erased
};

// Until `wake` is closed.
boost::asio::awaitable<void> keep_house(Household household, Wake& wake);

// One slice of one chore, in the caller's transaction, on the writer thread: whether more of it is due. The
// chores take turns by `chore`, below chore_count.
struct HouseholdPlace {
  std::string ids_from;             // where forgetting of ids stopped
  std::int64_t messages_after = 0;  // where forgetting of messages stopped
  std::size_t erasures = 0;         // begun
};
constexpr std::size_t chore_count = 8;
bool do_chore(Database& database, std::size_t chore, const RetentionSettings& settings, Instant now,
              Random& random, HouseholdPlace& place);

}  // namespace lifecycled
