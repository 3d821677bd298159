#include "store/cap_slots.hpp"

#include <doctest/doctest.h>

#include "store/store_testing.hpp"

namespace lifecycled {
namespace {

using namespace std::chrono_literals;
using testing::some_noon;

TEST_CASE("the number-th latest slot since a moment, if there are so many") {
  Database database(":memory:", Database::Mode::ReadWrite);
  CapSlots slots(database);
  constexpr CustomerId anna = 1;
  for (int hour = 1; hour <= 3; ++hour) slots.take({anna, some_noon + hour * 1h, hour, hour, "email"});
  slots.take({anna, some_noon + 3h, 3, 3, "email"});  // said twice, taken once
  slots.take({anna + 1, some_noon + 4h, 9, 9, "email"});
  CHECK(slots.latest(anna, some_noon, 1, 99) == some_noon + 3h);
  CHECK(slots.latest(anna, some_noon, 3, 99) == some_noon + 1h);
  CHECK_FALSE(slots.latest(anna, some_noon, 4, 99));
  CHECK_FALSE(slots.latest(anna, some_noon + 1h, 3, 99));  // a slot of the border itself has passed
  CHECK(slots.count(anna, some_noon, 99) == 3);
  slots.release(anna, some_noon + 3h, 3);
  CHECK(slots.latest(anna, some_noon, 1, 99) == some_noon + 2h);
  CHECK_FALSE(slots.latest(anna, some_noon, 3, 99));
}

TEST_CASE("a message to several browsers takes one slot of its channel") {
  Database database(":memory:", Database::Mode::ReadWrite);
  CapSlots slots(database);
  constexpr CustomerId anna = 1;
  slots.take({anna, some_noon + 1h, 1, 7, "webpush"});
  slots.take({anna, some_noon + 2h, 2, 7, "webpush"});
  slots.take({anna, some_noon + 2h, 3, 8, "webpush"});
  CHECK(slots.count(anna, some_noon, 99) == 2);
  CHECK(slots.latest(anna, some_noon, 2, 99) == some_noon + 1h);
}

TEST_CASE("by channel, and never a message's own") {
  Database database(":memory:", Database::Mode::ReadWrite);
  CapSlots slots(database);
  constexpr CustomerId anna = 1;
  slots.take({anna, some_noon + 1h, 1, 7, "email"});
  slots.take({anna, some_noon + 1h, 2, 7, "sms"});
  CHECK(slots.count(anna, some_noon, 99) == 2);
  CHECK(slots.count(anna, some_noon, 99, "sms") == 1);
  CHECK(slots.count(anna, some_noon, 7) == 0);
  CHECK_FALSE(slots.latest(anna, some_noon, 1, 7));
  CHECK_FALSE(slots.latest(anna, some_noon, 1, 99, "whatsapp"));
  CHECK(slots.latest(anna, some_noon, 1, 99, "email") == some_noon + 1h);
}

}  // namespace
}  // namespace lifecycled
