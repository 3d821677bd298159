#include "intake/customer_import.hpp"

#include <sstream>

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace lifecycled;

namespace {

const Instant now = *parse_instant("2026-03-05T12:00:00Z");

std::string said(const std::string& text, std::map<std::string, std::string> map = {}) {
  std::istringstream in(text);
  CustomerImport import(in, {std::move(map), TimeZone::named("Europe/Amsterdam")}, now);
  std::string out;
  for (const std::string& mistake : import.mistakes()) out += mistake + "\n";
  ImportSlice slice;
  import.next(slice, 100);
  for (const NewEvent& event : slice.events) {
    CHECK(event.name == "Customer Identified");
    CHECK(event.source == EventSource::Import);
    CHECK_FALSE(event.message_id.empty());
    out += fmt::format("{} {}/{} {}\n", format_instant(event.occurred_at), event.user_id.value_or("-"),
                       event.anonymous_id.value_or("-"), event.body);
  }
  for (const RefusedRow& row : slice.refused) out += fmt::format("{}: {}\n", row.line, row.reason);
  return out;
}

}  // namespace

TEST_CASE("a row tells since when a customer is known, and how things are") {
  CHECK(said("klant,known_since,updated_at,email,first_name,Shoe size\n"
             "anna,2019-05-01,2024-02-01 09:00,Anna@example.org,Anna,39\n",
             {{"klant", "customer_id"}}) ==
        "2019-04-30T22:00:00.000Z anna/- {}\n"
        "2024-02-01T08:00:00.000Z anna/- "
        R"({"email":"Anna@example.org","first_name":"Anna","Shoe size":"39"})"
        "\n");
  // Without a time it is so now.
  CHECK(said("customer_id,email\nbert,bert@example.org\n") ==
        "2026-03-05T12:00:00.000Z bert/- {}\n"
        R"(2026-03-05T12:00:00.000Z bert/- {"email":"bert@example.org"})"
        "\n");
}

TEST_CASE("JSON Lines tell of several addresses and visitors, and keep what was written") {
  CHECK(
      said(
          R"({"customer_id":"anna","anonymous_ids":["v1","v2"],"emails":["old@example.org","new@example.org"],)"
          R"("phones":["+31612345678"],"properties":{"points":12345678901234567890,"a\"b":1.50}})"
          "\n") ==
      "2026-03-05T12:00:00.000Z anna/v1 {}\n"
      "2026-03-05T12:00:00.000Z anna/v2 {}\n"
      R"(2026-03-05T12:00:00.000Z anna/- {"email":"old@example.org"})"
      "\n"
      R"(2026-03-05T12:00:00.000Z anna/- {"email":"new@example.org","phone":"+31612345678",)"
      R"("points":12345678901234567890,"a\"b":1.50})"
      "\n");
  CHECK(said(R"({"anonymous_ids":["v1"],"city":"Gent"})"
             "\n") ==
        "2026-03-05T12:00:00.000Z -/v1 {}\n"
        R"(2026-03-05T12:00:00.000Z -/v1 {"city":"Gent"})"
        "\n");
}

TEST_CASE("the same row is the same events, whenever it comes") {
  const auto ids = [](Instant at) {
    std::istringstream in("customer_id,email\nanna,anna@example.org\n");
    CustomerImport import(in, {}, at);
    ImportSlice slice;
    import.next(slice, 10);
    std::string all;
    for (const NewEvent& event : slice.events) all += event.message_id + "\n";
    return all;
  };
  CHECK(ids(now) == ids(now + Milliseconds{86'400'000}));
}

TEST_CASE("what can be nobody is refused with its reason") {
  CHECK(said("customer_id,email,known_since\n,a@b.example,\na,nobody,\na,,soon\na,,2027-01-01\n") ==
        "2: customer_id is empty\n3: \"nobody\" is no email\n"
        "4: known_since is no time such as 2026-01-31, 2026-01-31 09:00:00 or 2026-01-31T09:00:00Z\n"
        "5: known_since lies in the future\n");
  CHECK(said(R"({"customer_id":"a","emails":"a@b.example"})"
             "\n"
             R"({"customer_id":"a","properties":[1]})"
             "\n") == "1: emails must be a list\n2: properties must be an object\n");
  CHECK(said("email\nx@b.example\n") ==
        "the column customer_id is missing; if it has another name, say --map THEIRS=customer_id\n");
}
