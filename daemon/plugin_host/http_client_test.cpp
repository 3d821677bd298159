#include "plugin_host/http_client.hpp"

#include <stdexcept>
#include <string>
#include <thread>

#include "plugin_host/fake_provider.hpp"
#include "plugin_host/http_client_fixture.hpp"

using namespace lifecycled;
using namespace lifecycled::tests;
using namespace std::chrono_literals;

namespace {

using Request = FakeProvider::Request;

bool is_lost(const HttpResponse& response) {
  return response.status == HttpResponse::answer_lost && !response.error.empty() && response.body.empty();
}
bool is_not_sent(const HttpResponse& response) {
  return response.status == HttpResponse::not_sent && !response.error.empty();
}

// A port on which nobody listens.
int closed_port() {
  FakeProvider gone;
  return gone.port();
}

}  // namespace

TEST_CASE("a request arrives as it was given, and its answer comes back whole") {
  FakeProvider provider([](const Request&) {
    return FakeProvider::answer(201, "made", "X-Request-ID: 7\r\nRetry-After: 3\r\n");
  });
  ClientLoop loop;
  HttpRequest request = post(provider.url("/send?a=b"), std::string("bytes\0more", 10));
  request.headers = {{"Authorization", "Bearer x"}, {"X-Empty", ""}, {"Content-Type", "application/json"}};
  int asked = 0;
  request.may_start = [&] { return ++asked, true; };
  const HttpResponse response = loop.ask(request);
  CHECK(response.status == 201);
  CHECK(response.body == "made");
  CHECK(response.error == "");
  CHECK(response.retry_after == 3s);
  CHECK(response.headers[1] == std::pair<std::string, std::string>("x-request-id", "7"));
  CHECK(asked == 1);

  REQUIRE(provider.count() == 1);
  const Request seen = provider.requests()[0];
  CHECK(seen.method == "POST");
  CHECK(seen.target == "/send?a=b");
  CHECK(seen.body == request.body);
  for (const char* line : {"Authorization: Bearer x", "X-Empty:", "Content-Type: application/json",
                           "Content-Length: 10", "User-Agent: lifecycled"}) {
    CAPTURE(line);
    CHECK(seen.has_header(line));
  }
  CHECK(seen.head.find("Expect") == std::string::npos);
}

TEST_CASE("every method, with and without a body") {
  FakeProvider provider;
  ClientLoop loop;
  for (const char* method : {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}) {
    HttpRequest request = post(provider.url(), "");
    request.method = method;
    CHECK(loop.ask(request).status == 200);
    CHECK(provider.requests().back().method == method);
    CHECK(provider.requests().back().head.find("x-www-form-urlencoded") == std::string::npos);
  }
  HttpRequest put = post(provider.url(), std::string(3'000'000, 'x'));
  put.method = "PUT";
  CHECK(loop.ask(put).status == 200);
  CHECK(provider.requests().back().body.size() == 3'000'000);
  CHECK(provider.connections() == 1);

  FakeProvider headless(
      [](const Request&) { return FakeProvider::Answer{"HTTP/1.1 200 OK\r\nContent-Length: 77\r\n\r\n"}; });
  HttpRequest head = get(headless.url());
  head.method = "HEAD";
  CHECK(loop.ask(head).status == 200);
}

TEST_CASE("connections are used again; many requests share as many as are allowed, the rest waits") {
  FakeProvider provider;
  auto settings = on_loopback();
  settings.limits.on_their_way_to_one = 4;
  ClientLoop loop(settings);
  for (int i = 0; i < 200; ++i) loop.send(post(provider.url()));
  loop.run_until_all_answered();
  for (const auto& answer : loop.answers) CHECK(answer->status == 200);
  CHECK(provider.count() == 200);
  CHECK(provider.connections() <= 4);
  CHECK(!loop.client.is_busy());
}

TEST_CASE("no origin waits for another that is slow") {
  FakeProvider slow([](const Request&) { return FakeProvider::hold(); });
  FakeProvider quick;
  auto settings = on_loopback();
  settings.limits.on_their_way_to_one = 2;
  settings.limits.on_their_way = 3;
  ClientLoop loop(settings);
  for (int i = 0; i < 10; ++i) loop.send(post(slow.url()));
  for (int i = 0; i < 10; ++i) CHECK(loop.ask(post(quick.url())).status == 200);
  CHECK(slow.wait_for_requests(2));
  CHECK(slow.connections() == 2);
}

TEST_CASE("a request on a connection that dies under it leaves once: its answer is lost") {
  const std::pair<std::string, std::string> requests[] = {
      {"POST", "hello"}, {"POST", ""}, {"GET", ""}, {"DELETE", ""}};
  for (const auto& [method, body] : requests) {
    CAPTURE(method);
    CAPTURE(body);
    FakeProvider provider(
        [](const Request& r) { return r.on_connection == 1 ? FakeProvider::ok() : FakeProvider::cut(); });
    ClientLoop loop;
    CHECK(loop.ask(get(provider.url("/first"))).status == 200);
    HttpRequest second = post(provider.url("/second"), body);
    second.method = method;
    int asked = 0;
    second.may_start = [&] { return ++asked, true; };
    const HttpResponse response = loop.ask(second);
    CHECK(is_lost(response));
    CAPTURE(response.error);
    CHECK(asked == 1);
    CHECK(provider.count() == 2);  // libcurl has connected again by now, but nothing leaves there
    // And the next one goes on, on another connection.
    CHECK(loop.ask(post(provider.url("/third"))).status == 200);
    CHECK(provider.count() == 3);
  }
}

TEST_CASE("a connection that the server closed while nobody used it costs nobody an answer") {
  FakeProvider provider([](const Request& r) {
    FakeProvider::Answer answer = FakeProvider::ok();
    if (r.connection == 1) answer.then = FakeProvider::Answer::Then::Close;
    return answer;
  });
  ClientLoop loop;
  CHECK(loop.ask(post(provider.url())).status == 200);
  provider.wait_for_connections_to_end();
  CHECK(loop.ask(post(provider.url())).status == 200);
  CHECK(provider.count() == 2);
}

TEST_CASE("what could not be sent is not sent; what left and was not answered is lost") {
  ClientLoop loop;
  HttpRequest nobody_there = post("http://127.0.0.1:" + std::to_string(closed_port()) + "/");
  bool asked = false;
  nobody_there.may_start = [&] { return asked = true; };
  CHECK(is_not_sent(loop.ask(nobody_there)));
  CHECK(!asked);

  const std::pair<std::string, std::string> endings[] = {
      {"nothing", ""},
      {"half a head", "HTTP/1.1 200 OK\r\nContent-Le"},
      {"half a body", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"},
      {"garbage", "\x01\x02 what is this?\r\n\r\n"},
      {"an old protocol", "SSH-2.0-OpenSSH_9.2\r\n"},
      {"garbage as length", "HTTP/1.1 200 OK\r\nContent-Length: ten\r\n\r\n0123456789"},
      {"garbage as chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"},
      {"garbage as gzip", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd"}};
  for (const auto& [what, bytes] : endings) {
    CAPTURE(what);
    FakeProvider provider(
        [&](const Request&) { return FakeProvider::Answer{bytes, FakeProvider::Answer::Then::Close}; });
    const HttpResponse response = loop.ask(post(provider.url()));
    CAPTURE(response.status);
    CAPTURE(response.error);
    CHECK(is_lost(response));
    CHECK(provider.count() == 1);
  }
}

TEST_CASE("a time-out counts from the call, wherever the request is by then") {
  FakeProvider provider([](const Request&) { return FakeProvider::hold(); });
  auto settings = on_loopback();
  settings.limits.on_their_way_to_one = 1;
  ClientLoop loop(settings);
  HttpRequest request = post(provider.url());
  request.timeout = 100ms;
  loop.send(request);
  loop.send(request);
  loop.run_until_all_answered();
  CHECK(is_lost(*loop.answers[0]));
  CHECK(loop.answers[0]->error == "no answer within 100 ms");
  CHECK(is_not_sent(*loop.answers[1]));  // it waited behind the first
  CHECK(provider.count() == 1);

  // Dripping does not help.
  FakeProvider dripping([](const Request&) {
    return FakeProvider::Answer{"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc",
                                FakeProvider::Answer::Then::Hold};
  });
  request.url = dripping.url();
  CHECK(is_lost(loop.ask(request)));
}

TEST_CASE("too long an answer is a lost one") {
  FakeProvider provider([](const Request& r) {
    if (r.target == "/body") return FakeProvider::answer(200, std::string(1001, 'x'));
    if (r.target == "/fits") return FakeProvider::answer(200, std::string(1000, 'x'));
    if (r.target == "/endless") {
      return FakeProvider::Answer{"HTTP/1.1 200 OK\r\n\r\n" + std::string(100'000, 'x'),
                                  FakeProvider::Answer::Then::Hold};
    }
    std::string headers;
    for (int i = 0; i < 200; ++i) headers += "X-" + std::to_string(i) + ": y\r\n";
    return FakeProvider::answer(200, "",
                                r.target == "/many" ? headers : "X: " + std::string(70'000, 'x') + "\r\n");
  });
  ClientLoop loop;
  const auto answer_of = [&](const std::string& path) {
    HttpRequest request = post(provider.url(path));
    request.response_limit = 1000;
    return loop.ask(request);
  };
  CHECK(answer_of("/fits").body.size() == 1000);
  CHECK(answer_of("/body").error == "the answer is longer than the 1000 bytes that the plugin reads");
  for (const char* path : {"/body", "/endless", "/many", "/long"}) {
    CAPTURE(path);
    CHECK(is_lost(answer_of(path)));
  }
}

TEST_CASE("redirects are followed within the origin, and only where nothing can be done twice") {
  FakeProvider other;
  std::string elsewhere = other.url("/landed");
  FakeProvider provider([&](const Request& r) {
    if (r.target == "/loop") return FakeProvider::answer(302, "", "Location: /loop\r\n");
    if (r.target == "/away") return FakeProvider::answer(302, "", "Location: " + elsewhere + "\r\n");
    if (r.target == "/file") return FakeProvider::answer(302, "", "Location: file:///etc/passwd\r\n");
    if (r.target == "/start") return FakeProvider::answer(307, "moved", "X-Old: 1\r\nLocation: /landed\r\n");
    if (r.target == "/gone") return FakeProvider::answer(301, "", "Location: /dead\r\n");
    if (r.target == "/dead") return FakeProvider::cut();
    return FakeProvider::ok();
  });
  ClientLoop loop;
  HttpRequest request = get(provider.url("/start"));
  int asked = 0;
  request.may_start = [&] { return ++asked, true; };
  const HttpResponse landed = loop.ask(request);
  CHECK(landed.status == 200);
  CHECK(landed.body == "ok");
  CHECK(landed.headers.size() == 1);
  CHECK(asked == 1);
  CHECK(provider.requests()[1].target == "/landed");

  const HttpResponse posted = loop.ask(post(provider.url("/start")));
  CHECK(posted.status == 307);
  CHECK(posted.body == "moved");
  CHECK(provider.count() == 3);

  CHECK(loop.ask(get(provider.url("/away"))).status == 302);
  CHECK(other.connections() == 0);
  CHECK(loop.ask(get(provider.url("/file"))).status == 302);
  const std::size_t before = provider.count();
  CHECK(loop.ask(get(provider.url("/loop"))).status == 302);
  CHECK(provider.count() == before + 4);
  CHECK(is_lost(loop.ask(get(provider.url("/gone")))));
  CHECK(provider.count() == before + 6);
}

TEST_CASE("private addresses are refused before anything is connected, by number and by name") {
  FakeProvider provider;
  ClientLoop loop{HttpClientSettings{}};
  const std::string port = std::to_string(provider.port());
  for (const std::string host : {"127.0.0.1", "localhost", "[::1]", "0x7f.1", "[::ffff:127.0.0.1]", "0.0.0.0",
                                 "169.254.169.254", "10.0.0.1"}) {
    CAPTURE(host);
    HttpRequest request = post("http://" + host + ":" + port + "/");
    bool asked = false;
    request.may_start = [&] { return asked = true; };
    const HttpResponse response = loop.ask(request);
    CHECK(is_not_sent(response));
    CHECK(response.error.find("private addresses are reached only with allow_private_addresses = true") !=
          std::string::npos);
    CHECK(!asked);
  }
  CHECK(loop.answers[0]->error ==
        "127.0.0.1 leads to 127.0.0.1 (loopback), and private addresses are reached only with "
        "allow_private_addresses = true");
  CHECK(provider.connections() == 0);
}

TEST_CASE("what may not start does not leave") {
  FakeProvider provider;
  ClientLoop loop;
  HttpRequest request = post(provider.url());
  request.may_start = [] { return false; };
  CHECK(is_not_sent(loop.ask(request)));
  request.may_start = []() -> bool { throw std::runtime_error("the disk is full"); };
  CHECK(is_not_sent(loop.ask(request)));
  CHECK(provider.count() == 0);
  CHECK(loop.ask(post(provider.url())).status == 200);
}

TEST_CASE("what is no request is refused with its reason") {
  FakeProvider provider;
  ClientLoop loop;
  HttpRequest request = post(provider.url());
  request.headers.emplace_back("X", "a\r\nEvil: b");
  CHECK(loop.ask(request).error ==
        "the request was refused: the header X has a line break, NUL or another control character in its "
        "value");
  CHECK(is_not_sent(loop.ask(post("file:///etc/passwd"))));
  CHECK(provider.connections() == 0);
}

TEST_CASE("more than may wait is refused, in number and in bytes") {
  FakeProvider provider;
  auto settings = on_loopback();
  settings.limits.waiting = 3;
  settings.limits.waiting_bytes = 100;
  ClientLoop loop(settings);
  for (int i = 0; i < 5; ++i) loop.send(post(provider.url()));
  loop.run_until_all_answered();
  CHECK(loop.answers[2]->status == 200);
  CHECK(is_not_sent(*loop.answers[3]));
  CHECK(loop.answers[4]->error == "too many requests are waiting already");
  CHECK(is_not_sent(loop.ask(post(provider.url(), std::string(101, 'x')))));
  CHECK(loop.ask(post(provider.url(), std::string(100, 'x'))).status == 200);
}

TEST_CASE("close answers everything that is open, and drops what comes later") {
  FakeProvider provider([](const Request&) { return FakeProvider::hold(); });
  auto settings = on_loopback();
  settings.limits.on_their_way_to_one = 1;
  ClientLoop loop(settings);
  loop.send(post(provider.url()));
  loop.send(post(provider.url()));
  loop.run_until([&] { return provider.count() == 1; });
  loop.send(post(provider.url()));  // not looked at yet
  loop.client.close();
  CHECK(is_lost(*loop.answers[0]));
  CHECK(is_not_sent(*loop.answers[1]));
  CHECK(is_not_sent(*loop.answers[2]));
  const std::size_t late = loop.send(post(provider.url()));
  for (int i = 0; i < 3; ++i) loop.turn();
  CHECK(!loop.answers[late].has_value());
  loop.client.close();
  CHECK(!loop.answers[late].has_value());
}

TEST_CASE("requests come from many threads, and from inside an answer") {
  FakeProvider provider;
  ClientLoop loop;
  std::atomic<int> answered = 0;
  const auto again = [&](HttpResponse) {
    loop.client.send(get(provider.url()), [&](HttpResponse response) {
      if (response.status == 200) ++answered;
    });
  };
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) loop.client.send(post(provider.url()), again);
    });
  }
  loop.run_until([&] { return answered == 200; });
  for (auto& thread : threads) thread.join();
  CHECK(provider.count() == 400);
}
