#include "audience/identity.hpp"

#include <doctest/doctest.h>

#include "audience/testing.hpp"

namespace lifecycled {
namespace {

struct Door {
  Database database{":memory:", Database::Mode::ReadWrite};
  Instant now = testing::at("2026-03-05T11:00:00Z");

  std::optional<CustomerId> enters(std::optional<std::string> user,
                                   std::optional<std::string> visitor = std::nullopt,
                                   Milliseconds ago = Milliseconds{0}) {
    StoredEvent event;
    event.user_id = std::move(user);
    event.anonymous_id = std::move(visitor);
    event.occurred_at = now - ago;
    event.received_at = now;
    return identify_customer(database, event);
  }
};

TEST_CASE("an event that names nobody has no customer") {
  Door door;
  CHECK_FALSE(door.enters(std::nullopt).has_value());
  CHECK(Customers(door.database).count() == 0);
}

TEST_CASE("an event of our own names the customer itself") {
  Door door;
  StoredEvent event;
  event.customer = 7;
  event.user_id = "somebody else";
  CHECK(identify_customer(door.database, event) == 7);
}

TEST_CASE("the same id is the same customer") {
  Door door;
  const auto anna = door.enters("anna");
  CHECK(door.enters("anna") == anna);
  CHECK(door.enters("ben") != anna);
  CHECK(door.enters(std::nullopt, "anna") != anna);  // an anonymous id is another kind of name
}

TEST_CASE("a visitor who signs in keeps their history") {
  Door door;
  const auto visitor = door.enters(std::nullopt, "v1");
  CHECK(door.enters("anna", "v1") == visitor);
  CHECK(door.enters("anna") == visitor);
  CHECK(door.enters(std::nullopt, "v1") == visitor);
  CHECK(door.enters("anna", "v2") == visitor);  // her other browser
  CHECK(door.enters(std::nullopt, "v2") == visitor);
  CHECK(Customers(door.database).count() == 1);
}

TEST_CASE("a second user on the same browser is somebody else, and two known ones never merge") {
  Door door;
  const auto anna = door.enters("anna", "v1");
  const auto ben = door.enters("ben", "v1");
  CHECK(ben != anna);
  CHECK(door.enters(std::nullopt, "v1") == anna);
  CHECK(door.enters("ben") == ben);
  const auto visitor = door.enters(std::nullopt, "v3");
  CHECK(door.enters("ben", "v3") == ben);
  CHECK(door.enters(std::nullopt, "v3") == visitor);
}

TEST_CASE("known since the first word, even if it is heard late") {
  Door door;
  const auto anna = door.enters("anna").value();
  CHECK(Customers(door.database).find(anna)->known_since == door.now);
  door.enters("anna", std::nullopt, testing::days(3));
  CHECK(Customers(door.database).find(anna)->known_since == door.now - testing::days(3));
  const auto ben = door.enters("ben", std::nullopt, -testing::days(1)).value();  // a clock that is ahead
  CHECK(Customers(door.database).find(ben)->known_since == door.now);
}

TEST_CASE("a step of an order is its buyer's, if the order is known") {
  Door door;
  const CustomerId anna = door.enters("anna").value();
  OrderRow order;
  order.key = "17";
  order.customer = anna;
  order.currency = "EUR";
  Orders(door.database).add(order, std::nullopt);
  StoredEvent event;
  event.name = "Order Shipped";
  event.body = R"({"order_id": 17})";
  CHECK(identify_customer(door.database, event) == anna);
  event.body = R"({"order_id": "18"})";
  CHECK_FALSE(identify_customer(door.database, event));
  event.name = "Product Added";  // is no step of an order
  event.body = R"({"order_id": "17"})";
  CHECK_FALSE(identify_customer(door.database, event));
}

}  // namespace
}  // namespace lifecycled
