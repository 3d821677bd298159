#include "pages/site_routes.hpp"

#include <fmt/format.h>

#include "pages/pages_fixture.hpp"

using namespace lifecycled;
using testing::PagesFixture;
using testing::says;

namespace {

std::string told(const std::string& events, const std::string& more = "") {
  return R"({"key":"shop-key","anonymous_id":"visitor-of-tea-01")" + more + R"(,"events":[)" + events + "]}";
}
std::string from(const std::string& body, const std::string& origin = "https://tea.example") {
  return post("/browser/events", body, "Content-Type: text/plain\r\nOrigin: " + origin + "\r\n");
}

std::vector<StoredEvent> log_of(PagesFixture& fixture) {
  Database database(fixture.file, Database::Mode::ReadOnly);
  auto events = Events(database).read_after(0, 1000);
  std::erase_if(events, [](const StoredEvent& event) { return !event.anonymous_id; });
  return events;
}

}  // namespace

TEST_CASE_FIXTURE(PagesFixture, "a visitor's events come as they were written, by our clock, and once") {
  const std::string seen =
      R"({"event":"Product Added","id":"1","at":"2026-01-01T10:00:00Z","properties":{"price":19.90, "id":12345678901234567890}})";
  const std::string body = told(seen, R"(,"sent_at":"2026-01-01T10:00:05Z")");
  for (int i = 0; i < 2; ++i) CHECK(says(ask(from(body)), "\"refused\": 0"));
  const auto events = log_of(*this);
  REQUIRE(events.size() == 1);
  CHECK(events[0].name == "Product Added");
  CHECK(events[0].anonymous_id == "visitor-of-tea-01");
  CHECK_FALSE(events[0].user_id.has_value());
  CHECK(events[0].body == R"({"price":19.90, "id":12345678901234567890})");
  // The browser's clock may be wrong; that it was five seconds before is right.
  CHECK(events[0].received_at - events[0].occurred_at == Milliseconds{5'000});
}

TEST_CASE_FIXTURE(PagesFixture, "a list that is too long, has no ids or a NUL brings nothing") {
  std::string many;
  for (int i = 0; i < 101; ++i)
    many += fmt::format(R"({}{{"event":"Page Viewed","id":"{}"}})", i ? "," : "", i);
  CHECK(says(ask(from(told(many))), "400 Bad Request"));
  CHECK(says(ask(from(told(R"({"event":"Page Viewed","id":"1","properties":{"a":"\u0000"}})"))),
             "400 Bad Request"));
  CHECK(says(ask(from(told(R"({"event":"Page Viewed"},{"id":"1"},7,[],"x")"))), "\"refused\": 5"));
  CHECK(log_of(*this).empty());
}

TEST_CASE_FIXTURE(PagesFixture, "pages of other origins are refused, and told nothing") {
  for (const char* origin : {"https://other.example", "https://tea.example.other.example", "null"}) {
    const std::string answer = ask(from(told(R"({"event":"Page Viewed","id":"1"})"), origin));
    CHECK(says(answer, "403 Forbidden"));
    CHECK_FALSE(says(answer, "Access-Control-Allow-Origin"));
  }
  CHECK(log_of(*this).empty());
}
