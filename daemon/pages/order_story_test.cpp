#include "pages/order_story.hpp"

#include <doctest/doctest.h>

#include "pages/pages_fixture.hpp"

using namespace lifecycled;
using testing::PagesFixture;
using testing::says;

namespace {

const Instant ordered = *parse_instant("2026-03-02T09:00:00Z");
const TimeZone amsterdam = TimeZone::named("Europe/Amsterdam");

Instant at(const char* moment) { return *parse_instant(moment); }

ToldMark told(OrderMark mark, const char* moment) {
  return {{mark, 1, at(moment), 0}, "", "", "", std::nullopt, std::nullopt};
}

OrderRow order() {
  OrderRow row;
  row.key = "A1";
  row.customer = 1;
  row.ordered_at = ordered;
  row.total_minor = 2500;
  row.currency = "EUR";
  return row;
}

std::string status(const std::vector<ToldMark>& marks, const char* now, const OrderRow& row = order()) {
  return order_story(row, marks, amsterdam, at(now)).status;
}

// As the reactor would keep an event of the shop's about the order.
void tell(Database& database, const OrderMarkRow& mark, const std::string& body) {
  NewEvent event;
  event.name = "Order Shipped";
  event.occurred_at = mark.at;
  event.customer = mark.customer;
  event.body = body;
  OrderMarkRow row = mark;
  row.event = Events(database).append(event, mark.at);
  OrderMarks(database).note("A1", row);
}

}  // namespace

TEST_CASE("an order whose day has passed is late, and not before that day is over where the buyer is") {
  std::vector<ToldMark> marks{told(OrderMark::Shipped, "2026-03-03T09:00:00Z")};
  marks[0].expected_on = LocalDay{*parse_date("2026-03-05")};
  CHECK(status(marks, "2026-03-04T12:00:00Z") == "shipped");
  CHECK(status(marks, "2026-03-05T22:59:59Z") == "shipped");  // 23:59:59 in Amsterdam
  CHECK(status(marks, "2026-03-05T23:00:00Z") == "late");
  const OrderStory story = order_story(order(), marks, amsterdam, at("2026-03-04T12:00:00Z"));
  // Shown as that day in whichever zone is near.
  CHECK(story.expected_at == at("2026-03-05T11:00:00Z"));
  // A moment that was told is better than a day.
  marks[0].expected_at = at("2026-03-06T08:00:00Z");
  CHECK(status(marks, "2026-03-06T20:00:00Z") == "shipped");
  CHECK(status(marks, "2026-03-06T23:00:00Z") == "late");
  marks.push_back(told(OrderMark::Delivered, "2026-03-09T09:00:00Z"));
  CHECK(status(marks, "2026-03-20T09:00:00Z") == "delivered");
}

TEST_CASE("a parcel comes today on one day only") {
  std::vector<ToldMark> marks{told(OrderMark::OutForDelivery, "2026-03-04T07:00:00Z")};
  CHECK(status(marks, "2026-03-04T08:00:00Z") == "out_for_delivery");
  CHECK(status(marks, "2026-03-04T22:59:00Z") == "out_for_delivery");
  CHECK(status(marks, "2026-03-04T23:30:00Z") == "late");  // the next day in Amsterdam
  CHECK(status(marks, "2026-03-07T08:00:00Z") == "late");
  // One that was expected earlier and is at the door today is not called late.
  marks.insert(marks.begin(), told(OrderMark::Shipped, "2026-03-01T07:00:00Z"));
  marks[0].expected_on = LocalDay{*parse_date("2026-03-02")};
  CHECK(status(marks, "2026-03-04T08:00:00Z") == "out_for_delivery");
  OrderRow cancelled = order();
  cancelled.status = OrderStatus::Cancelled;
  CHECK(status(marks, "2026-03-07T08:00:00Z", cancelled) == "cancelled");
}

TEST_CASE("a day and a moment are read from what the shop told, and nothing else") {
  const auto expected = [](const char* said) {
    Database database(":memory:", Database::Mode::ReadWrite);
    const CustomerId anna = Customers(database).create(ordered), ben = Customers(database).create(ordered);
    tell(database, {OrderMark::Paid, ben, ordered, 0}, R"({"expected_at": "2026-01-01"})");  // nobody's word
    tell(database, {OrderMark::Shipped, anna, ordered, 0}, std::string(R"({"expected_at": )") + said + "}");
    OrderRow row = order();
    row.customer = anna;
    const std::vector<ToldMark> marks = told_marks(database, row);
    REQUIRE(marks.size() == 1);
    const OrderStory story = order_story(row, marks, amsterdam, ordered);
    return story.expected_at ? format_instant(*story.expected_at) : "";
  };
  CHECK(expected(R"("2026-03-05")") == "2026-03-05T11:00:00.000Z");
  CHECK(expected(R"("2026-03-05T16:30:00Z")") == "2026-03-05T16:30:00.000Z");
  CHECK(expected(R"("2026-02-30")") == "");
  CHECK(expected(R"("soon")") == "");
  CHECK(expected("5") == "");
}

TEST_CASE("a moment of another year is shown with it, and one of this year without") {
  PagesFixture fixture;
  const Instant now = fixture.clock.now();
  OrderRow row = order();
  row.customer = fixture.customer;
  row.ordered_at = now - 400 * day_length;
  {
    Database database(fixture.file, Database::Mode::ReadWrite);
    REQUIRE(Orders(database).add(row, std::nullopt));
    tell(database, {OrderMark::Shipped, fixture.customer, now, 0}, R"({"expected_at":"2099-02-02"})");
  }
  const std::string page = fixture.ask(get("/o/" + fixture.signer->sign(order_purpose, "A1")));
  CHECK(says(page, "<strong>maandag 2 februari 2099</strong>"));
  const auto shown = [&](Instant at) {
    const std::string mark = "<time datetime=\"" + format_instant(at) + "\">";
    const auto from = page.find(mark);
    REQUIRE(from != std::string::npos);
    return page.substr(from + mark.size(), page.find("</time>", from) - from - mark.size());
  };
  CHECK(says(shown(row.ordered_at), format_instant(row.ordered_at).substr(0, 4)));
  CHECK_FALSE(says(shown(now), format_instant(now).substr(0, 4)));
}

TEST_CASE("an order that was refunded in part goes on, and its page says what went back") {
  PagesFixture fixture;
  {
    Database database(fixture.file, Database::Mode::ReadWrite);
    OrderRow row = order();
    row.customer = fixture.customer;
    row.lines = {{"p1", "Cup", 1, 2500}};
    REQUIRE(Orders(database).add(row, std::nullopt));
  }
  const auto page = [&] { return fixture.ask(get("/o/" + fixture.signer->sign(order_purpose, "A1"))); };
  CHECK(says(page(), "We hebben je bestelling"));
  CHECK_FALSE(says(page(), "Terugbetaald"));
  {
    Database database(fixture.file, Database::Mode::ReadWrite);
    REQUIRE(Orders(database).refund("A1", 500));
  }
  const std::string some = page();
  CHECK(says(some, "We hebben je bestelling"));
  CHECK(says(some, "Terugbetaald"));
  CHECK(says(some, "5,00"));
  CHECK(says(some, "25,00"));
}
