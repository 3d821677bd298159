#include "store/receipts.hpp"

#include <doctest/doctest.h>

#include "store/store_testing.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;

TEST_CASE("a provider's report counts once, for ever and for each channel") {
  Database database(":memory:", Database::Mode::ReadWrite);
  Receipts receipts(database);
  CHECK(receipts.add("sms", "e1", std::nullopt, 2, some_noon));
  CHECK(!receipts.add("sms", "e1", std::nullopt, 2, some_noon + 400 * day_length));
  CHECK(receipts.add("whatsapp", "e1", std::nullopt, 2, some_noon));
}

TEST_CASE("early reports wait for their message, in order, and not for ever") {
  Database database(":memory:", Database::Mode::ReadWrite);
  Receipts receipts(database);
  receipts.keep_early("sms", "m1", "first", some_noon);
  receipts.keep_early("sms", "m1", "second", some_noon);
  receipts.keep_early("sms", "m2", "other", some_noon);
  CHECK(receipts.take_early("email", "m1").empty());
  CHECK(receipts.take_early("sms", "m1") == std::vector<std::string>{"first", "second"});
  CHECK(receipts.take_early("sms", "m1").empty());

  receipts.keep_early("sms", "m3", "late", some_noon + day_length);
  CHECK(receipts.forget_early(some_noon + Milliseconds{1}, 10) == 1);
  CHECK(receipts.take_early("sms", "m2").empty());
  CHECK(receipts.take_early("sms", "m3").size() == 1);
}
