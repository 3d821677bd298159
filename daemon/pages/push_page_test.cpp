#include "pages/push_page.hpp"

#include <algorithm>

#include "base/crypto.hpp"
#include "pages/pages_fixture.hpp"

using namespace lifecycled;
using testing::PagesFixture;
using testing::says;

namespace {

constexpr const char* json_header = "Content-Type: application/json\r\n";

std::string subscription(const std::string& endpoint) {
  const std::string key(87, 'A'), auth(22, 'A');
  return R"({"expirationTime":null,"keys":{"auth":")" + auth + R"(","p256dh":")" + key +
         R"("},"endpoint":")" + endpoint + R"("})";
}

std::string push_path(const PagesFixture& fixture) {
  return "/w/" + fixture.signer->sign(push_purpose, to_payload(ViewLink{fixture.customer, fixture.delivery}));
}

}  // namespace

TEST_CASE("a browser's subscription is kept in one form, and nothing else is one") {
  const std::string key(87, 'A'), auth(22, 'A');
  CHECK(push_subscription(subscription("https://push.example/x")) ==
        R"({"endpoint":"https://push.example/x","keys":{"p256dh":")" + key + R"(","auth":")" + auth + "\"}}");
  for (const char* wrong : {"", "[]", R"({"endpoint":"http://push.example/x"})",
                            R"({"endpoint":"https://push.example/x","keys":{"p256dh":"AA","auth":"AA"}})"})
    CHECK_FALSE(push_subscription(wrong).has_value());
}

TEST_CASE(
    "the page that asks for notifications has the channel's key and a script of our own, and no other") {
  PagesFixture fixture;
  const std::string page = fixture.ask(get(push_path(fixture)));
  CHECK(status_of(page) == 200);
  CHECK(says(page, "data-key=\"" + PagesFixture::vapid_key() + "\""));
  // In the page itself, which is one request, and the only script that may run there.
  const auto start = page.find("<script>") + 8, end = page.find("</script>");
  REQUIRE(start < end);
  CHECK(page.find("<script", start) == std::string::npos);
  std::string hash = to_base64url(bytes_of(sha256(page.substr(start, end - start))));
  std::ranges::replace(hash, '-', '+');
  std::ranges::replace(hash, '_', '/');
  CHECK(says(answer_header(page, "Content-Security-Policy"), "; script-src 'sha256-" + hash + "='; "));
  CHECK(page.size() < 15'000);
  CHECK(fixture.events().empty());
  const std::string worker = fixture.ask(get("/push-worker.js"));
  CHECK(status_of(worker) == 200);
  CHECK(answer_header(worker, "Content-Type").starts_with("text/javascript"));
}

TEST_CASE("a browser's yes is kept once, with what was read and from where; what is no subscription is not") {
  PagesFixture fixture;
  const std::string path = push_path(fixture);
  const std::string yes = post(path, subscription("https://push.example/x"), json_header);
  CHECK(status_of(fixture.ask(yes)) == 200);
  CHECK(status_of(fixture.ask(yes)) == 200);
  REQUIRE(fixture.events().size() == 1);
  const StoredEvent event = fixture.events()[0];
  CHECK(event.name == "Consent Given");
  CHECK(event.customer == fixture.customer);
  CHECK(says(event.body, R"("channel":"webpush","purpose":"marketing")"));
  CHECK(says(event.body, R"("source":"web push page")"));
  CHECK(says(event.body, R"("ip":"127.0.0.1")"));
  CHECK(status_of(fixture.ask(post(path, subscription("http://push.example/x"), json_header))) == 400);
  std::string forged = path;
  forged.back() = forged.back() == 'A' ? 'B' : 'A';
  CHECK(status_of(fixture.ask(post(forged, subscription("https://push.example/y"), json_header))) == 404);
  CHECK(fixture.events().size() == 1);
}
