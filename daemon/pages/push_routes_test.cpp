#include "pages/push_routes.hpp"

#include <fmt/format.h>

#include "pages/pages_fixture.hpp"
#include "pages/push_words.hpp"

using namespace lifecycled;
using testing::PagesFixture;
using testing::says;

namespace {

constexpr const char* visitor_id = "3f0c9a52-visitor-of-tea";

std::string subscription(const std::string& endpoint) {
  return R"({"endpoint":")" + endpoint + R"(","keys":{"p256dh":")" + std::string(87, 'A') + R"(","auth":")" +
         std::string(22, 'A') + R"("}})";
}
const std::string one = subscription("https://push.example/one"),
                  other = subscription("https://push.example/other");

std::string from(const std::string& path, const std::string& body,
                 const std::string& origin = "https://tea.example") {
  return post("/push/" + path, body, "Content-Type: application/json\r\nOrigin: " + origin + "\r\n");
}
std::string yes(const std::string& more, const std::string& what = one) {
  return R"({"subscription":)" + what + more + "}";
}
std::string anonymous() { return fmt::format(R"(,"anonymous_id":"{}")", visitor_id); }

// What a server of the shop computes.
std::string proof(const std::string& user, std::int64_t until, const std::string& key = "shop-key") {
  const Digest hash = sha256(key);
  const Digest tag = hmac_sha256(to_hex(bytes_of(hash)), fmt::format("lifecycled-push.{}.{}", until, user));
  return fmt::format("{}.{}", until, to_hex(bytes_of(tag)));
}
std::string named(const std::string& user, const std::string& with_proof) {
  return fmt::format(R"(,"user_id":"{}","proof":"{}")", user, with_proof);
}

// As the reactor would.
AddressId keep_address(PagesFixture& fixture, CustomerId customer, const std::string& what, bool given,
                       Milliseconds later = {}) {
  Database database(fixture.file, Database::Mode::ReadWrite);
  const AddressId id = Addresses(database).add(customer, "webpush", what, what, fixture.clock.now());
  ConsentRow row;
  row.address = id;
  row.channel = "webpush";
  row.given = given;
  row.at = fixture.clock.now() + later;
  row.source = "test";
  row.wording = "Shall we tell you?";
  Consents(database).record(row, fixture.clock.now());
  Customers(database).bump_consent_epoch(customer);
  return id;
}

}  // namespace

TEST_CASE("the shop's pages get a script and a worker with the key, that other origins may load") {
  PagesFixture fixture;
  for (const char* path : {"/push.js", "/push-worker.js"}) {
    const std::string script = fixture.ask(get(path));
    CAPTURE(path);
    CHECK(status_of(script) == 200);
    CHECK(answer_header(script, "Content-Type").starts_with("text/javascript"));
    CHECK(answer_header(script, "Cross-Origin-Resource-Policy") == "cross-origin");
    CHECK(answer_header(script, "Access-Control-Allow-Origin") == "*");
    CHECK(says(script, R"(DAEMON = "https://mail.example", KEY = ")" + PagesFixture::vapid_key()));
  }
  // Else the worker could tell us nothing.
  CHECK(says(answer_header(fixture.ask(get("/push-worker.js")), "Content-Security-Policy"),
             "connect-src 'self' https://mail.example"));
}

TEST_CASE("only pages of the shop's own origins may tell us of browsers") {
  PagesFixture fixture;
  for (const char* origin : {"https://tea.example", "https://www.tea.example", "https://mail.example",
                             "https://tea-outlet.example", "http://shop"}) {
    CAPTURE(origin);
    const std::string answer = fixture.ask(from("subscribe", yes(anonymous()), origin));
    CHECK(status_of(answer) == 200);
    CHECK(answer_header(answer, "Access-Control-Allow-Origin") == origin);
    CHECK(answer_header(answer, "Vary") == "Origin");
    const std::string before = fixture.ask(
        "OPTIONS /push/subscribe HTTP/1.1\r\nHost: shop\r\nOrigin: " + std::string(origin) + "\r\n\r\n");
    CHECK(status_of(before) == 204);
    CHECK(answer_header(before, "Access-Control-Allow-Origin") == origin);
    CHECK(answer_header(before, "Access-Control-Allow-Headers") == "Content-Type");
  }
  CHECK(fixture.events().size() == 1);
  for (const char* origin : {"https://evil.example", "http://tea.example", "https://tea.example.evil.example",
                             "null", "https://TEA.example", "https://tea.example/x"}) {
    CAPTURE(origin);
    const std::string answer = fixture.ask(from("subscribe", yes(anonymous(), other), origin));
    CHECK(status_of(answer) == 403);
    CHECK(answer_header(answer, "Access-Control-Allow-Origin") == "");
  }
  CHECK(status_of(fixture.ask(post("/push/subscribe", yes(anonymous(), other)))) == 403);
  CHECK(fixture.events().size() == 1);
}

TEST_CASE("a visitor's yes is kept with its evidence, once") {
  PagesFixture fixture;
  const std::string told = yes(anonymous() + R"(,"text":"News of tea?","language":"nl-NL")");
  CHECK(status_of(fixture.ask(from("subscribe", told))) == 200);
  CHECK(status_of(fixture.ask(from("subscribe", told))) == 200);
  REQUIRE(fixture.events().size() == 1);
  CHECK(fixture.woken == 1);
  const StoredEvent event = fixture.events()[0];
  CHECK(event.name == "Consent Given");
  CHECK(event.anonymous_id == visitor_id);
  CHECK_FALSE(event.user_id);
  for (const char* part :
       {R"("channel":"webpush")", R"("purpose":"marketing")", R"("text":"News of tea?")",
        R"("language":"nl-NL")", R"("source":"web push on https://tea.example")", R"("ip":"127.0.0.1")"}) {
    CAPTURE(part);
    CHECK(says(event.body, part));
  }
}

TEST_CASE("nobody is written down who cannot be told from others") {
  PagesFixture fixture;
  CHECK(status_of(fixture.ask(from("subscribe", yes("")))) == 400);
  CHECK(status_of(fixture.ask(from("subscribe", yes(R"(,"anonymous_id":"guess-me")")))) == 400);
  CHECK(status_of(fixture.ask(from("subscribe", yes(anonymous(), R"({"endpoint":"https://10.0.0.1/x"})")))) ==
        400);
  CHECK(status_of(fixture.ask(from("subscribe", "no JSON"))) == 400);
  CHECK(status_of(fixture.ask(
            from("subscribe", yes(anonymous() + ",\"x\":\"" + std::string(40'000, 'x') + "\"")))) == 413);
  CHECK(fixture.events().empty());
}

TEST_CASE("a customer's id needs the word of the shop's server, and not for ever") {
  PagesFixture fixture;
  const std::int64_t now = to_ms(fixture.clock.now()) / 1000, later = now + 60;
  const auto tried = [&](const std::string& user, const std::string& with_proof) {
    return status_of(fixture.ask(from("subscribe", yes(named(user, with_proof)))));
  };
  CHECK(tried("anna", "") == 403);
  CHECK(tried("anna", proof("ben", later)) == 403);
  CHECK(tried("anna", proof("anna", now - 1)) == 403);
  CHECK(tried("anna", proof("anna", later, "site-key")) == 403);  // everybody can read that one
  CHECK(tried("anna", std::to_string(later + 1) + proof("anna", later).substr(10)) == 403);
  CHECK(tried("anna", "x." + proof("anna", later)) == 403);
  CHECK(fixture.events().empty());
  CHECK(tried("anna", proof("anna", later)) == 200);
  REQUIRE(fixture.events().size() == 1);
  CHECK(fixture.events()[0].user_id == "anna");
}

TEST_CASE("a browser belongs to one customer, and may say yes again after a no") {
  PagesFixture fixture;
  keep_address(fixture, fixture.customer, one, true);
  CHECK(status_of(fixture.ask(from("subscribe", yes(anonymous())))) == 200);
  REQUIRE(fixture.events().size() == 3);
  for (const std::size_t i : {0U, 1U}) {
    CHECK(fixture.events()[i].name == "Consent Withdrawn");
    CHECK(fixture.events()[i].customer == fixture.customer);
  }
  CHECK(fixture.events()[2].name == "Consent Given");

  const std::string path =
      "/w/" + fixture.signer->sign(push_purpose, to_payload(ViewLink{fixture.customer, fixture.delivery}));
  const std::size_t before = fixture.events().size();
  const auto press = [&] {
    return status_of(fixture.ask(post(path, yes(""), "Content-Type: application/json\r\n")));
  };
  CHECK(press() == 200);  // the customer's own browser has a yes as far as is written down
  CHECK(fixture.events().size() == before);
  keep_address(fixture, fixture.customer, one, false);
  CHECK(press() == 200);
  CHECK(fixture.events().size() == before + 1);
}

TEST_CASE("a browser's new subscription takes the place of the old one, with what was once read") {
  PagesFixture fixture;
  const std::string change = R"({"old":)" + one + R"(,"subscription":)" + other + "}";
  CHECK(status_of(fixture.ask(from("renew", change))) == 404);
  keep_address(fixture, fixture.customer, one, false);
  CHECK(status_of(fixture.ask(from("renew", change))) == 404);
  CHECK(fixture.events().empty());
  keep_address(fixture, fixture.customer, one, true, Milliseconds{1});
  CHECK(status_of(fixture.ask(from("renew", change))) == 200);
  const auto events = fixture.events();
  REQUIRE(events.size() == 3);
  CHECK(events[0].name == "Consent Given");
  CHECK(events[0].customer == fixture.customer);
  CHECK(says(events[0].body, "push.example/other"));
  CHECK(says(events[0].body, "Shall we tell you?"));
  CHECK(events[1].name == "Consent Withdrawn");
  CHECK(says(events[1].body, "push.example/one"));
  CHECK(says(events[2].body, R"("purpose":"transactional")"));
  CHECK(status_of(fixture.ask(from("renew", R"({"old":)" + one + R"(,"subscription":)" +
                                                subscription("https://evil.example/x") + "}"))) == 400);
}

TEST_CASE("a browser that is switched off is withdrawn from everything, once") {
  PagesFixture fixture;
  CHECK(status_of(fixture.ask(from("unsubscribe", yes("")))) == 200);
  CHECK(fixture.events().empty());
  keep_address(fixture, fixture.customer, one, true);
  CHECK(status_of(fixture.ask(from("unsubscribe", yes("")))) == 200);
  const auto events = fixture.events();
  REQUIRE(events.size() == 2);
  for (const StoredEvent& event : events) {
    CHECK(event.name == "Consent Withdrawn");
    CHECK(event.customer == fixture.customer);
    CHECK(says(event.body, R"("source":"web push off on https://tea.example")"));
  }
}
