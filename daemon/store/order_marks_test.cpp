#include "store/order_marks.hpp"

#include <doctest/doctest.h>

#include "store/waiting_answers.hpp"

using namespace lifecycled;

TEST_CASE("of two words of a kind about an order, the later one counts") {
  Database database(":memory:", Database::Mode::ReadWrite);
  const CustomerId anna = Customers(database).create(from_ms(1));
  OrderMarks marks(database);
  marks.note("A.1", {OrderMark::Shipped, anna, from_ms(200), 7});
  marks.note("A.1", {OrderMark::Shipped, anna, from_ms(100), 8});  // told late
  marks.note("A.1", {OrderMark::Delivered, anna, from_ms(300), 9});
  marks.note("A.2", {OrderMark::Paid, anna, from_ms(300), 10});
  const auto found = marks.of_order("A.1");
  REQUIRE(found.size() == 2);
  CHECK(found[0].mark == OrderMark::Shipped);
  CHECK(found[0].event == 7);
  CHECK(found[1].at == from_ms(300));
  CHECK(marks.of_order("A.3").empty());
  CHECK(order_mark("Order Out For Delivery") == OrderMark::OutForDelivery);
  CHECK_FALSE(order_mark("Order Updated").has_value());
}

TEST_CASE("answers wait for their order, each once and not without end") {
  Database database(":memory:", Database::Mode::ReadWrite);
  WaitingAnswers answers(database);
  CHECK(answers.add("A.1", {"one", from_ms(1), "{}"}));
  CHECK_FALSE(answers.add("A.1", {"one", from_ms(2), "{}"}));
  for (const char* key : {"two", "three", "four", "five", "six"}) answers.add("A.1", {key, from_ms(3), "{}"});
  answers.add("A.2", {"other", from_ms(4), "{}"});
  const auto taken = answers.take("A.1");
  REQUIRE(taken.size() == 5);
  CHECK(taken[0].key == "one");
  CHECK(taken[4].key == "five");
  CHECK(answers.take("A.1").empty());
  answers.forget(from_ms(5));
  CHECK(answers.take("A.2").empty());
}
