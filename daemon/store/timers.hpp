// What is due when. The table is clustered on (due_at, kind, subject), so a tick costs what is due and not
// what waits. A subject has at most one timer of a kind; whoever moves it knows when it was due. Runs on the
// thread that owns the connection.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/time.hpp"
#include "store/database.hpp"

namespace lifecycled {

// The numbers reach the disk, and order timers of the same moment: shop figures first, then stages, then
// journeys, then segments, then what starts by a date or the calendar, then what campaigns let go.
enum class TimerKind : std::int64_t {
  ShopFigures = 1,
  Stage = 2,
  QuietTrigger = 3,
  Journey = 4,
  Look = 5,
  Date = 6,
  Schedule = 7,
  Ramp = 8,
  Limit = 9,
  Reactions = 10
};

struct Timer {
  Instant due_at;
  TimerKind kind = TimerKind::Journey;
  std::int64_t subject = 0;  // a customer, a quiet trigger, a journey, a date start, a campaign, a delivery
};

class Timers {
 public:
  explicit Timers(Database& database) : database_(database) {}

  void set(const Timer& timer);
  void cancel(const Timer& timer);
  // Removes and returns what is due, earliest first.
  std::vector<Timer> take_due(Instant now, std::size_t limit);
  std::optional<Instant> next_due();
  std::int64_t count_due(Instant now);

 private:
  Database& database_;
};

}  // namespace lifecycled
