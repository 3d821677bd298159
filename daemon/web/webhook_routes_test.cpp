#include "web/webhook_routes.hpp"

#include <algorithm>

#include <doctest/doctest.h>

#include "web/web_fixture.hpp"

using namespace lifecycled;

namespace {

// A shop with one channel, whose plugin answers 201, or 503 below /down.
struct Fixture {
  Fixture() {
    routes.add_to(router, 1000);
    server.listen("127.0.0.1:0");
    io.start();
  }
  ~Fixture() { io.join(); }

  boost::asio::awaitable<std::optional<WebhookReply>> receive(std::string name, WebhookRequest request) {
    if (name != "sms") co_return std::nullopt;
    seen = std::move(request);
    WebhookReply reply{seen.path == "/down" ? 503 : 201, "text/xml", "<Response/>"};
    co_return reply;
  }

  VirtualClock clock{from_ms(1'700'000'000'000)};
  SystemClock server_clock;
  Log log{[](LogLevel, std::string_view) {}, LogLevel::Info};
  WebhookRequest seen;
  WebhookRoutes routes{clock, "https://news.example", [this](std::string name, WebhookRequest request) {
                         return receive(std::move(name), std::move(request));
                       }};
  Router router;
  IoThread io;
  HttpServer server{io.io.get_executor(), server_clock, log, {}, router};
};

}  // namespace

TEST_CASE("a provider's request reaches its channel as it came, and the reply goes back in a sandbox") {
  Fixture fixture;
  RawClient client(fixture.server.port());
  const std::string answer =
      client.ask(post("/webhooks/sms/status?a=1&b=%20", "hello", "X-Signature: AbC=\r\n"));
  CHECK(status_of(answer) == 201);
  CHECK(answer_header(answer, "Content-Type") == "text/xml");
  CHECK(answer_header(answer, "Content-Security-Policy") == "default-src 'none'; sandbox");
  CHECK(body_of(answer) == "<Response/>");
  const WebhookRequest& seen = fixture.seen;
  CHECK(seen.method == "POST");
  CHECK(seen.path == "/status");
  CHECK(seen.query == "a=1&b=%20");
  CHECK(seen.url == "https://news.example/webhooks/sms/status?a=1&b=%20");
  CHECK(seen.body == "hello");
  CHECK(seen.received_unix_ms == 1'700'000'000'000);
  const std::pair<std::string, std::string> signature{"x-signature", "AbC="};
  CHECK(std::ranges::find(seen.headers, signature) != seen.headers.end());
}

TEST_CASE("a handshake is a GET; what is down asks to come again; an unknown channel is not found") {
  Fixture fixture;
  RawClient client(fixture.server.port());
  CHECK(status_of(client.ask(get("/webhooks/sms?hub.challenge=7"))) == 201);
  CHECK(fixture.seen.method == "GET");
  CHECK(fixture.seen.path.empty());
  CHECK(fixture.seen.url == "https://news.example/webhooks/sms?hub.challenge=7");
  const std::string down = client.ask(get("/webhooks/sms/down"));
  CHECK(status_of(down) == 503);
  CHECK(answer_header(down, "Retry-After") == "30");
  CHECK(status_of(client.ask(get("/webhooks/email"))) == 404);
  CHECK(status_of(client.ask(get("/webhooks/"))) == 404);
  CHECK(status_of(client.ask(post("/webhooks/sms", std::string(1001, 'x')))) == 413);
}
