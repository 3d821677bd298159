#include "delivery/call_body.hpp"

#include <doctest/doctest.h>

#include "delivery/testing.hpp"

namespace lifecycled {
namespace {

TEST_CASE("a call says which step of which campaign, and what we know of the customer and the event") {
  Database database(":memory:", Database::Mode::ReadWrite);
  const Instant now = testing::at("2026-03-05T11:00:00Z");
  const CustomerId anna = testing::add_reader(database, "anna@example.org", now);
  Customers(database).identify(anna, IdentifierKind::UserId, "u1");
  auto row = Customers(database).find(anna).value();
  row.first_name = "Anna \"A\"";
  row.properties = R"({"size":"L"})";
  Customers(database).save_traits(row);
  NewEvent event;
  event.name = "Product Viewed";
  event.occurred_at = now;
  event.body = R"({"product_id":"P1"})";
  Claim claim;
  claim.campaign_name = "club";
  claim.message.name = "call:tell";
  claim.message.customer = anna;
  claim.message.event = Events(database).append(event, now);
  CHECK(is_call(claim.message));
  const auto call = compose_call(database, claim);
  REQUIRE(call);
  CHECK(call->field("text") == "club, tell: customer u1");
  CHECK(
      call_json(*call) ==
      R"({"type":"call","campaign":"club","step":"tell","customer":{"id":1,"user_id":"u1","first_name":"Anna \"A\"",)"
      R"("last_name":null,"email":"anna@example.org","phone":null,"language":null,"country":null,"stage":"prospect",)"
      R"("orders":0,"properties":{"size":"L"}},"event":{"event":"Product Viewed","occurred_at":"2026-03-05T11:00:00.000Z",)"
      R"("properties":{"product_id":"P1"}}})");
  // What is kept for a retry says the same.
  CHECK(call_json(ComposedMessage::from_json(call->to_json())) == call_json(*call));

  claim.message.event.reset();
  CHECK(call_json(*compose_call(database, claim)).ends_with("\"event\":null}"));
  claim.message.customer = 99;
  CHECK_FALSE(compose_call(database, claim));
}

TEST_CASE("a message is no call") {
  MessageRow message;
  message.name = "welcome/hello";
  CHECK_FALSE(is_call(message));
}

}  // namespace
}  // namespace lifecycled
