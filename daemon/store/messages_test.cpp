#include "store/messages.hpp"

#include <doctest/doctest.h>

#include "store/store_testing.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;
using namespace std::chrono_literals;

TEST_CASE("a message comes back with why it was decided") {
  ScratchDatabase scratch;
  Messages messages(scratch);
  MessageRow message;
  message.customer = add_customer(scratch);
  message.campaign = 3;
  message.version = 4;
  message.journey = 5;
  message.step = 6;
  message.name = "welcome";
  message.kind = MessageKind::Transactional;
  message.event = 7;
  message.created_at = some_noon;
  message.expires_at = some_noon + 12h;
  message.withheld = "no consent";
  const MessageId id = messages.add(message);
  const auto stored = messages.find(id);
  REQUIRE(stored);
  CHECK(stored->id == id);
  CHECK(stored->customer == message.customer);
  CHECK(stored->campaign == 3);
  CHECK(stored->version == 4);
  CHECK(stored->journey == 5);
  CHECK(stored->step == 6);
  CHECK(stored->name == "welcome");
  CHECK(stored->kind == MessageKind::Transactional);
  CHECK(stored->event == 7);
  CHECK(stored->created_at == some_noon);
  CHECK(stored->expires_at == some_noon + 12h);
  CHECK(stored->withheld == "no consent");
  CHECK_FALSE(messages.find(id + 1));
}

TEST_CASE("a message that no campaign decided has none") {
  ScratchDatabase scratch;
  const auto stored = Messages(scratch).find(add_message(scratch, add_customer(scratch)));
  REQUIRE(stored);
  CHECK(stored->kind == MessageKind::Marketing);
  CHECK_FALSE(stored->campaign);
  CHECK_FALSE(stored->journey);
  CHECK_FALSE(stored->step);
  CHECK_FALSE(stored->event);
  CHECK_FALSE(stored->withheld);
}

TEST_CASE("a customer's messages come latest first, a journey's in their order") {
  ScratchDatabase scratch;
  Messages messages(scratch);
  const CustomerId anna = add_customer(scratch);
  MessageRow message;
  message.customer = anna;
  message.journey = 5;
  message.name = "one";
  const MessageId one = messages.add(message);
  const MessageId two = messages.add(message);
  const MessageId other = add_message(scratch, anna);
  add_message(scratch, add_customer(scratch));
  const auto latest = messages.of_customer(anna, 2);
  REQUIRE(latest.size() == 2);
  CHECK(latest[0].id == other);
  CHECK(latest[1].id == two);
  const auto of_journey = messages.of_journey(anna, 5);
  REQUIRE(of_journey.size() == 2);
  CHECK(of_journey[0].id == one);
  CHECK(of_journey[1].id == two);
}
