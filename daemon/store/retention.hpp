// Forgets what is older than its period, a few rows at a time and by index, never what a reader of the log
// has not read. Figures of customers and of the shop stay as they are: they do not rest on what goes. Runs on
// the thread that owns the connection.
#pragma once

#include <cstddef>
#include <vector>

#include "store/customers.hpp"

namespace lifecycled {

class Retention {
 public:
  explicit Retention(Database& database) : database_(database) {}

  // Each returns how many rows went; 0: nothing more is due. Events below every cursor, and never the last
  // one: its number must not be given out again.
  std::size_t forget_events(Instant before, std::size_t limit);
  std::size_t forget_quarantine(Instant before, std::size_t limit);
  // Steps of journeys that ended; the journeys stay, so that nobody starts twice.
  std::size_t forget_journey_steps(Instant before, std::size_t limit);

  struct Walk {
    std::int64_t after = 0;  // begin with 0, and go on until is_done
    bool is_done = false;
    std::size_t gone = 0;
  };
  // Messages all of whose deliveries have ended, with attempts, contents and receipts.
  void forget_messages(Instant before, std::size_t limit, Walk& walk);
  // People who never bought, agreed to nothing, have no account, and of whom nothing was heard since: for the
  // erasure to take.
  std::vector<CustomerId> silent_prospects(Instant before, std::size_t limit);

 private:
  void forget_message(std::int64_t message);
  Database& database_;
};

}  // namespace lifecycled
