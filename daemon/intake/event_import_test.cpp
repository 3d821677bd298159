#include "intake/event_import.hpp"

#include <sstream>

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace lifecycled;

namespace {

const Instant now = *parse_instant("2026-03-05T12:00:00Z");

std::string said(const std::string& text, std::map<std::string, std::string> map = {}) {
  std::istringstream in(text);
  EventImport import(in, {std::move(map), TimeZone::named("Europe/Amsterdam")}, now);
  std::string out;
  for (const std::string& mistake : import.mistakes()) out += mistake + "\n";
  ImportSlice slice;
  import.next(slice, 100);
  for (const NewEvent& event : slice.events) {
    CHECK(event.source == EventSource::Import);
    out += fmt::format("{} {} {}/{} {}\n", event.name, format_instant(event.occurred_at),
                       event.user_id.value_or("-"), event.anonymous_id.value_or("-"), event.body);
  }
  for (const RefusedRow& row : slice.refused) out += fmt::format("{}: {}\n", row.line, row.reason);
  return out;
}

}  // namespace

TEST_CASE("a row of CSV is an event; what is not known here is its property") {
  CHECK(said("event,when,customer_id,product\nProduct Viewed,2024-01-31 09:00,anna,\"a \"\"vase\"\"\"\n",
             {{"event", "name"}, {"when", "occurred_at"}}) ==
        R"(Product Viewed 2024-01-31T08:00:00.000Z anna/- {"product":"a \"vase\""})"
        "\n");
}

TEST_CASE("JSON Lines keep the writing of the properties") {
  CHECK(said(R"({"name":"Points Earned","occurred_at":"2024-01-31T08:00:00.123Z","anonymous_id":"v1",)"
             R"("properties": {"points": 19.90, "id": 12345678901234567890}})"
             "\n") ==
        R"(Points Earned 2024-01-31T08:00:00.123Z -/v1 {"points": 19.90, "id": 12345678901234567890})"
        "\n");
}

TEST_CASE("an event without an id has one that follows from what it says, and carries its time") {
  const auto id = [](const std::string& body) {
    std::istringstream in(R"({"name":"A","occurred_at":"2024-01-31T08:00:00Z","customer_id":"a",)" + body +
                          "}\n");
    EventImport import(in, {}, now);
    ImportSlice slice;
    import.next(slice, 10);
    REQUIRE(slice.events.size() == 1);
    return slice.events[0].message_id;
  };
  CHECK(id(R"("properties":{"a":1})") == id(R"("properties":{"a":1})"));
  CHECK(id(R"("properties":{"a":1})") != id(R"("properties":{"a":2})"));
  CHECK(id(R"("properties":{"a":1})").starts_with("import:event:1706688000000:"));
  CHECK(id(R"("message_id":"m1")") == "m1");
}

TEST_CASE("what can be no event is refused with its reason") {
  CHECK(said("name,occurred_at,customer_id,properties\n,2024-01-31,a,\nMessage Sent,2024-01-31,a,\n"
             "A,soon,a,\nA,2027-01-01,a,\nA,2024-01-31,,\nA,2024-01-31,a,[1]\n") ==
        "2: name is empty\n3: \"Message Sent\" is written by lifecycled alone\n"
        "4: occurred_at is no time such as 2026-01-31, 2026-01-31 09:00:00 or 2026-01-31T09:00:00Z\n"
        "5: occurred_at lies in the future\n6: one of customer_id and anonymous_id is needed\n"
        "7: properties must be a JSON object\n");
  CHECK(said("name,occurred_at\nA,2024-01-31\n") ==
        "a column customer_id or anonymous_id is missing: whose events are these?\n");
}
