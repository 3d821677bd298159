#include "web/admission.hpp"

#include <algorithm>

#include <doctest/doctest.h>

#include "web/health_route.hpp"
#include "web/web_fixture.hpp"

using namespace lifecycled;

namespace {

boost::asio::awaitable<Response> answers(Request request) {
  co_return problem_response(request.tail == "good" ? 200 : 404, "as asked");
}
boost::asio::awaitable<Response> asks_for_key(Request request) {
  co_return problem_response(request.body == "key" ? 200 : request.body == "token" ? 404 : 401, "as asked");
}

// Behind a proxy, so that one test can be several clients.
struct Fixture {
  explicit Fixture(std::vector<IpRange> trusted = {IpRange::parse("127.0.0.1").value()})
      : server(io.io.get_executor(), clock, log, settings(std::move(trusted)), router) {
    add_health_route(router);
    router.add(Method::Get, "/page/*", 0, answers);
    router.add(Method::Get, "/webhook/*", 0, answers, Throttle::Failures);
    router.add(Method::Post, "/intake", 100, asks_for_key, Throttle::FailedKeys);
    server.listen("127.0.0.1:0");
    io.start();
  }
  ~Fixture() { io.join(); }

  static HttpServerSettings settings(std::vector<IpRange> trusted) {
    HttpServerSettings out;
    out.trusted_proxies = std::move(trusted);
    out.per_client = {20, Milliseconds{10'000}, 1000};
    out.address_key = "key";
    return out;
  }
  std::string ask(std::string_view path, std::string_view client, std::string_view more = "") {
    return RawClient(server.port())
        .ask(get(path, "X-Forwarded-For: " + std::string(client) + "\r\n" + std::string(more)));
  }
  // How many of so many were not answered 429.
  int passed(std::string_view path, std::string_view client, int requests) {
    int count = 0;
    for (int i = 0; i < requests; ++i) count += status_of(ask(path, client)) == 429 ? 0 : 1;
    return count;
  }

  VirtualClock clock{Instant{}};
  std::string log_text;
  Log log{[this](LogLevel, std::string_view line) { log_text.append(line) += '\n'; }, LogLevel::Info};
  Router router;
  IoThread io;
  HttpServer server;
};

}  // namespace

TEST_CASE("each client has a budget, and hears when to come again") {
  Fixture fixture;
  CHECK(fixture.passed("/page/good", "203.0.113.9", 25) == 20);
  const std::string answer = fixture.ask("/page/good", "203.0.113.9");
  CHECK(status_of(answer) == 429);
  CHECK(answer_header(answer, "Retry-After") == "1");
  CHECK(answer_header(answer, "Content-Type") == "application/problem+json");
  CHECK(body_of(answer) == R"({"type":"about:blank","title":"Too Many Requests","status":429,)"
                           R"("detail":"too many requests came from this address"})");
  CHECK(fixture.passed("/page/good", "203.0.113.10", 5) == 5);
  // What can be asked for without an end is not counted.
  CHECK(fixture.passed("/healthz", "203.0.113.9", 5) == 5);
  fixture.clock.advance(Milliseconds{500});
  CHECK(fixture.passed("/page/good", "203.0.113.9", 3) == 1);
}

TEST_CASE("guessing is slowed: a failed token costs as much as eleven requests") {
  Fixture fixture;
  CHECK(fixture.passed("/page/bad", "203.0.113.9", 25) == 2);
  CHECK(fixture.passed("/nothing", "203.0.113.10", 25) == 2);
}

TEST_CASE("a provider's webhooks are free until too many of them fail") {
  Fixture fixture;
  CHECK(fixture.passed("/webhook/good", "203.0.113.9", 50) == 50);
  CHECK(fixture.passed("/webhook/bad", "203.0.113.9", 25) == 2);
  CHECK(fixture.passed("/webhook/good", "203.0.113.9", 1) == 0);
}

TEST_CASE("the right key always passes, a wrong one soon hears nothing") {
  Fixture fixture;
  const auto ask = [&](std::string_view key) {
    return status_of(
        RawClient(fixture.server.port()).ask(post("/intake", key, "X-Forwarded-For: 203.0.113.9\r\n")));
  };
  for (int i = 0; i < 30; ++i) CHECK(ask("key") == 200);
  CHECK(ask("no") == 401);
  CHECK(ask("no") == 401);
  CHECK(ask("no") == 429);
  CHECK(ask("key") == 200);
  CHECK(ask("token") == 429);  // one that is nobody's any more
  CHECK(ask("key") == 200);
}

TEST_CASE("people see a page, programs a problem") {
  Fixture fixture;
  fixture.router.set_error_page([](unsigned status, std::string_view language) {
    return Response{status, html_type, std::to_string(status) + " in " + std::string(language), {}};
  });
  const std::string person = "Accept: text/html,*/*\r\nAccept-Language: nl\r\n";
  const auto ask = [&](std::string_view path) { return fixture.ask(path, "203.0.113.9", person); };
  CHECK(body_of(ask("/nothing")) == "404 in nl");
  CHECK(body_of(ask("/intake")) == "405 in nl");
  CHECK(answer_header(ask("/intake"), "Allow") == "POST");
  fixture.passed("/page/good", "203.0.113.9", 20);
  const std::string page = ask("/page/good");
  CHECK(status_of(page) == 429);
  CHECK(body_of(page) == "429 in nl");
  CHECK(answer_header(page, "Retry-After") == "1");
  CHECK(answer_header(fixture.ask("/page/good", "203.0.113.9"), "Content-Type") == problem_type);
  // One that is refused after its handler has answered.
  fixture.clock.advance(Milliseconds{60'000});
  const auto guess = [&] {
    return RawClient(fixture.server.port())
        .ask(post("/intake", "no", "X-Forwarded-For: 203.0.113.9\r\n" + person));
  };
  for (int i = 0; i < 2; ++i) CHECK(status_of(guess()) == 401);
  CHECK(body_of(guess()) == "429 in nl");
  // Those that are never read to their end.
  const auto raw = [&](const std::string& text) { return RawClient(fixture.server.port()).ask(text); };
  const std::string long_body =
      "POST /intake HTTP/1.1\r\nHost: x\r\n" + person + "Content-Length: 101\r\n\r\n";
  CHECK(body_of(raw(long_body)) == "413 in nl");
  const std::string cookie(20'000, 'c');
  CHECK(body_of(raw("GET /page/good HTTP/1.1\r\nHost: x\r\n" + person + "Cookie: " + cookie + "\r\n\r\n")) ==
        "431 in nl");
  CHECK(body_of(raw("GET /page/good HTTP/1.1\r\nHost: x\r\n" + person + "Host: y\r\n\r\n")) == "400 in nl");
}

TEST_CASE("the log hears of it every ten seconds at most, and of no whole address") {
  Fixture fixture;
  fixture.passed("/page/good", "203.0.113.9", 30);
  const auto lines = [&] { return std::count(fixture.log_text.begin(), fixture.log_text.end(), '\n'); };
  const auto before = lines();
  fixture.passed("/page/good", "203.0.113.9", 30);
  CHECK(lines() == before);
  CHECK(fixture.log_text.find("web.client_limited client=203.0.113.0/24 refused=1\n") != std::string::npos);
  fixture.clock.advance(Milliseconds{10'000});
  fixture.passed("/page/good", "203.0.113.9", 21);
  CHECK(fixture.log_text.find("web.client_limited client=203.0.113.0/24 refused=40\n") != std::string::npos);
}

TEST_CASE("programs of this machine, and a proxy that nobody has told us of, are not limited") {
  Fixture fixture({});
  CHECK(fixture.passed("/page/bad", "203.0.113.9", 50) == 50);
}

TEST_CASE("whoever contradicts a trusted proxy is counted as that proxy") {
  Fixture fixture;
  int count = 0;
  for (int i = 0; i < 25; ++i) {
    const std::string lie = "Forwarded: for=198.51.100." + std::to_string(i) + "\r\n";
    count += status_of(fixture.ask("/page/good", "203.0.113.9", lie)) == 429 ? 0 : 1;
  }
  CHECK(count == 20);
}

TEST_CASE("connections of one address are bounded, those of proxies and of this machine are not") {
  HttpServerSettings settings;
  settings.trusted_proxies = {IpRange::parse("10.0.0.0/8").value()};
  settings.most_connections_per_client = 3;
  Admission admission(settings, {});
  const auto enter = [&](std::string_view address) {
    return admission.enter({IpAddress::parse(address).value(), false, false}, {});
  };
  for (int i = 0; i < 3; ++i) CHECK(enter("203.0.113.9"));
  CHECK_FALSE(enter("203.0.113.9"));
  CHECK(enter("203.0.113.10"));
  admission.leave({IpAddress::parse("203.0.113.9").value(), false, false});
  CHECK(enter("203.0.113.9"));
  CHECK_FALSE(enter("203.0.113.9"));
  for (int i = 0; i < 3; ++i) CHECK(enter("2001:db8::" + std::to_string(i)));
  CHECK_FALSE(enter("2001:db8::9"));
  for (int i = 0; i < 10; ++i) CHECK(enter("127.0.0.1"));
  for (int i = 0; i < 10; ++i) CHECK(enter("10.1.2.3"));
  for (int i = 0; i < 10; ++i) CHECK(admission.enter({IpAddress(), true, false}, {}));
}
