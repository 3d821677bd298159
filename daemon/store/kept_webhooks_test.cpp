#include "store/kept_webhooks.hpp"

#include <doctest/doctest.h>

#include "store/store_testing.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;

TEST_CASE("kept webhooks come back in order, whole, and with the number of tries") {
  Database database(":memory:", Database::Mode::ReadWrite);
  KeptWebhooks kept(database);
  const std::string bytes("a\0\xff", 3);
  CHECK(kept.add("sms", bytes, some_noon));
  CHECK(kept.add("email", "other", some_noon));
  CHECK(kept.add("sms", "second", some_noon));
  CHECK(kept.count("sms") == 2);

  const auto first = kept.next("sms", 0);
  REQUIRE(first);
  CHECK(first->request == bytes);
  CHECK(first->tries == 0);
  CHECK(kept.next("sms", 0)->tries == 1);
  CHECK(kept.next("sms", first->id)->request == "second");

  kept.remove("sms", first->id);
  kept.remove("sms", first->id);
  CHECK(kept.count("sms") == 1);
  CHECK(kept.next("sms", 0)->request == "second");
}

TEST_CASE("what strangers can fill has a bound") {
  Database database(":memory:", Database::Mode::ReadWrite);
  KeptWebhooks kept(database);
  const std::string large(16u << 20, 'x');
  for (int i = 0; i < 4; ++i) CHECK(kept.add("sms", large, some_noon));
  CHECK(!kept.add("sms", "one more", some_noon));
  CHECK(kept.add("email", "another channel has its own share", some_noon));
  kept.remove("sms", kept.next("sms", 0)->id);
  CHECK(kept.add("sms", "now there is room", some_noon));
}
