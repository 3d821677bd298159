#include "store/timers.hpp"

#include <doctest/doctest.h>

#include "store/store_testing.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;
using namespace std::chrono_literals;

namespace {

std::vector<std::int64_t> subjects(const std::vector<Timer>& timers) {
  std::vector<std::int64_t> out;
  for (const Timer& timer : timers) out.push_back(timer.subject);
  return out;
}

}  // namespace

TEST_CASE("what is due comes earliest first; of one moment, figures before stages before journeys") {
  ScratchDatabase scratch;
  Timers timers(scratch);
  timers.set({some_noon, TimerKind::Journey, 1});
  timers.set({some_noon, TimerKind::QuietTrigger, 2});
  timers.set({some_noon, TimerKind::Stage, 9});
  timers.set({some_noon, TimerKind::Stage, 3});
  timers.set({some_noon, TimerKind::ShopFigures, 4});
  timers.set({some_noon - 1h, TimerKind::Journey, 5});
  timers.set({some_noon + 1ms, TimerKind::Journey, 6});
  const auto due = timers.take_due(some_noon, 10);
  CHECK(subjects(due) == std::vector<std::int64_t>{5, 4, 3, 9, 2, 1});
  CHECK(due.front().due_at == some_noon - 1h);
  CHECK(due.front().kind == TimerKind::Journey);
  // Taken is taken; what is not due yet stays.
  CHECK(timers.take_due(some_noon, 10).empty());
  CHECK(subjects(timers.take_due(some_noon + 1ms, 10)) == std::vector<std::int64_t>{6});
}

TEST_CASE("a tick takes no more than its limit, and the earliest of them") {
  ScratchDatabase scratch;
  Timers timers(scratch);
  for (int i = 9; i >= 0; --i) timers.set({some_noon + i * 1s, TimerKind::Journey, i});
  CHECK(timers.count_due(some_noon + 4s) == 5);
  CHECK(subjects(timers.take_due(some_noon + 1h, 4)) == std::vector<std::int64_t>{0, 1, 2, 3});
  CHECK(subjects(timers.take_due(some_noon + 5s, 4)) == std::vector<std::int64_t>{4, 5});
  CHECK(timers.next_due() == some_noon + 6s);
}

TEST_CASE("a cancelled timer is not due; cancelling another moment's or subject's changes nothing") {
  ScratchDatabase scratch;
  Timers timers(scratch);
  CHECK_FALSE(timers.next_due());
  timers.set({some_noon, TimerKind::Journey, 1});
  timers.cancel({some_noon + 1ms, TimerKind::Journey, 1});
  timers.cancel({some_noon, TimerKind::Stage, 1});
  timers.cancel({some_noon, TimerKind::Journey, 2});
  CHECK(timers.count_due(some_noon) == 1);
  timers.cancel({some_noon, TimerKind::Journey, 1});
  CHECK(timers.count_due(some_noon) == 0);
  CHECK_FALSE(timers.next_due());
}

TEST_CASE("setting the same timer again leaves one; moving it is cancel and set") {
  ScratchDatabase scratch;
  Timers timers(scratch);
  timers.set({some_noon, TimerKind::Stage, 1});
  timers.set({some_noon, TimerKind::Stage, 1});
  CHECK(timers.count_due(some_noon) == 1);
  timers.cancel({some_noon, TimerKind::Stage, 1});
  timers.set({some_noon + 1h, TimerKind::Stage, 1});
  CHECK(timers.count_due(some_noon) == 0);
  CHECK(timers.next_due() == some_noon + 1h);
}
