#include "web/intake_routes.hpp"

#include <atomic>
#include <filesystem>
#include <optional>

#include <doctest/doctest.h>

#include "store/events.hpp"
#include "store/quarantine.hpp"
#include "web/web_fixture.hpp"

using namespace lifecycled;

namespace {

constexpr const char* key_header = "Authorization: Basic a2V5Og==\r\n";  // key:

struct Fixture : StoringServer {
  Fixture() : StoringServer("lifecycled_intake_routes_test") {
    routes.emplace(
        *store, clock, Log(), WriteKeys({{"other", {true}}, {"key", {true}}, {"site", {false}}}),
        [this] { ++woken; }, KeyBudgets({{0, {}}, {0, {}}, {2, Milliseconds{60'000}}}));
    routes->add_to(router, 512 * 1024);
    start();
  }

  std::optional<IntakeRoutes> routes;
};

}  // namespace

TEST_CASE("an event is on disk before its sender is told") {
  Fixture fixture;
  RawClient client(fixture.server.port());
  const std::string answer =
      client.ask(post("/v1/track", R"({"userId": "u1", "event": "Order Completed", "messageId": "m1",
                            "properties": {"total": 19.90}})",
                      key_header));
  CHECK(status_of(answer) == 200);
  CHECK(body_of(answer) == R"({"success": true})");
  Database database(fixture.folder / "test.db", Database::Mode::ReadOnly);
  const auto events = Events(database).read_after(0, 10);
  REQUIRE(events.size() == 1);
  CHECK(events[0].name == "Order Completed");
  CHECK(events[0].body == R"({"total": 19.90})");
  CHECK(fixture.woken == 1);
}

TEST_CASE("without a write key nothing is taken") {
  Fixture fixture;
  RawClient client(fixture.server.port());
  for (const char* header : {"", "Authorization: Basic d3Jvbmc6\r\n", "Authorization: Bearer wrong\r\n"}) {
    const std::string answer = client.ask(post("/v1/track", R"({"userId": "u", "event": "E"})", header));
    CHECK(status_of(answer) == 401);
    CHECK(answer_header(answer, "WWW-Authenticate").starts_with("Basic "));
  }
  CHECK(status_of(client.ask(
            post("/v1/track", R"({"userId": "u", "event": "E"})", "Authorization: Bearer key\r\n"))) == 200);
  // As newer clients do it; a header that is wrong is not made good by the body.
  const char* const with_key = R"({"userId": "u", "event": "E", "writeKey": "key"})";
  CHECK(status_of(client.ask(post("/v1/track", with_key))) == 200);
  CHECK(status_of(client.ask(post("/v1/track", with_key, "Authorization: Bearer wrong\r\n"))) == 401);
  CHECK(status_of(client.ask(post("/v1/track", R"({"userId": "u", "event": "E", "writeKey": "k"})"))) == 401);
  CHECK(status_of(client.ask(post("/v1/track", "{"))) == 401);
}

TEST_CASE("a key that sends too much is told how long to wait, and costs the others nothing") {
  Fixture fixture;
  RawClient client(fixture.server.port());
  const auto track = [&](const char* key) {
    return client.ask(post("/v1/track", R"({"userId": "u", "event": "E"})",
                           "Authorization: Bearer " + std::string(key) + "\r\n"));
  };
  CHECK(status_of(track("site")) == 200);
  CHECK(status_of(client.ask(post(
            "/v1/batch", R"({"batch": [{"type": "page", "userId": "u"}, {"type": "page", "userId": "u"}]})",
            "Authorization: Bearer site\r\n"))) == 200);
  const std::string answer = track("site");
  CHECK(status_of(answer) == 429);
  CHECK(answer_header(answer, "Retry-After") == "60");
  CHECK(body_of(answer).find("too many events came with this key") != std::string::npos);
  CHECK(status_of(track("key")) == 200);
  Database database(fixture.folder / "test.db", Database::Mode::ReadOnly);
  CHECK(Events(database).read_after(0, 10).size() == 4);
}

TEST_CASE("a batch keeps the good, sets the bad aside and counts nothing twice") {
  Fixture fixture;
  RawClient client(fixture.server.port());
  const std::string batch = R"({"batch": [
    {"type": "identify", "userId": "u1", "messageId": "a", "traits": {"email": "a@example.org"}},
    {"type": "track", "event": "No One", "messageId": "b"},
    {"type": "track", "userId": "u1", "event": "Order Completed", "messageId": "c"}]})";
  CHECK(status_of(client.ask(post("/v1/batch", batch, key_header))) == 200);
  CHECK(status_of(client.ask(post("/v1/batch", batch, key_header))) == 200);
  Database database(fixture.folder / "test.db", Database::Mode::ReadOnly);
  CHECK(Events(database).read_after(0, 10).size() == 2);
  const auto aside = Quarantine(database).latest(10);
  REQUIRE(aside.size() == 2);
  CHECK(aside[0].reason == "one of userId and anonymousId is needed");
  CHECK(aside[0].body == R"({"type": "track", "event": "No One", "messageId": "b"})");
}

TEST_CASE("a mistake is named with its field") {
  Fixture fixture;
  RawClient client(fixture.server.port());
  const std::string answer = client.ask(post("/v1/track", R"({"userId": "u", "event": 7})", key_header));
  CHECK(status_of(answer) == 400);
  CHECK(answer_header(answer, "Content-Type") == "application/problem+json");
  CHECK(body_of(answer).find(R"("field":"event")") != std::string::npos);
  CHECK(status_of(client.ask(post("/v1/track", "{\"userId\": \"\xFF\"}", key_header))) == 400);
  CHECK(status_of(client.ask(post("/v1/track", "{", key_header))) == 400);
}

TEST_CASE("a store that fails acknowledges nothing") {
  Fixture fixture;
  {
    // Somebody else takes the table away: every write fails from now on.
    Database other(fixture.folder / "test.db", Database::Mode::ReadWrite);
    // check-off(sql): no aggregate offers to break the database
    other.execute("ALTER TABLE events RENAME TO elsewhere");
  }
  RawClient client(fixture.server.port());
  const std::string track = post("/v1/track", R"({"userId": "u", "event": "E"})", key_header);
  const std::string answer = client.ask(track);
  CHECK(status_of(answer) == 503);
  CHECK(answer_header(answer, "Retry-After") == "5");
  CHECK(fixture.woken == 0);
  {
    Database other(fixture.folder / "test.db", Database::Mode::ReadWrite);
    // check-off(sql): nor to mend it
    other.execute("ALTER TABLE elsewhere RENAME TO events");
  }
  CHECK(status_of(client.ask(track)) == 200);
}

TEST_CASE("a key that stands in a site's pages cannot send news that go to many") {
  Fixture fixture;
  RawClient client(fixture.server.port());
  const std::string site = "Authorization: Bearer site\r\n", server = "Authorization: Bearer key\r\n";
  const std::string news =
      R"({"userId": "u1", "event": "Product Price Dropped", "properties": {"product_id": "p"}})";
  std::string answer = client.ask(post("/v1/track", news, site));
  CHECK(status_of(answer) == 403);
  CHECK(body_of(answer).find("one of write_keys") != std::string::npos);
  answer =
      client.ask(post("/v1/batch", R"({"batch": [{"type": "track", "userId": "u1", "event": "Product Viewed"},
      {"type": "track", "userId": "u1", "event": "Product Back In Stock", "properties": {"product_id": "p"}}]})",
                      site));
  CHECK(status_of(answer) == 200);
  CHECK(status_of(client.ask(post("/v1/track", news, server))) == 200);
  Database database(fixture.folder / "test.db", Database::Mode::ReadOnly);
  std::string kept;
  for (const StoredEvent& event : Events(database).read_after(0, 10)) kept += event.name + "\n";
  CHECK(kept == "Product Viewed\nProduct Price Dropped\n");
  CHECK(Quarantine(database).latest(10).size() == 2);
}
