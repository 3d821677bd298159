// The client over TLS and HTTP/2, beside an HTTP/2 server that refuses, goes away and cuts.
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "plugin_host/fake_h2_provider.hpp"
#include "plugin_host/http_client.hpp"
#include "plugin_host/http_client_fixture.hpp"

using namespace lifecycled;
using namespace lifecycled::tests;

namespace {

using Deed = FakeH2Provider::Deed;
using Request = FakeH2Provider::Request;

HttpClientSettings trusting(const OwnCertificate& certificate) {
  HttpClientSettings settings = on_loopback();
  settings.ca_file = certificate.file;
  return settings;
}

}  // namespace

TEST_CASE("HTTP/2 is spoken where the provider does, and many requests share one connection at once") {
  FakeH2Provider provider([](const Request&) { return Deed::Collect; });
  provider.together = 40;  // nobody is answered before all of them are there
  ClientLoop loop(trusting(provider.certificate));
  for (int i = 0; i < 40; ++i) loop.send(post(provider.url("/" + std::to_string(i)), std::string(1000, 'x')));
  loop.run_until_all_answered();
  for (const auto& answer : loop.answers) {
    CHECK(answer->status == 200);
    CHECK(answer->body == "ok");
  }
  CHECK(provider.connections() == 1);
  CHECK(provider.count() == 40);
  for (const auto& request : provider.requests()) CHECK(request.body.size() == 1000);
}

TEST_CASE("a certificate that nobody vouches for, or for another host, gets nothing") {
  FakeH2Provider provider;
  {
    ClientLoop loop;
    bool asked = false;
    HttpRequest request = post(provider.url());
    request.may_start = [&] { return asked = true; };
    const HttpResponse response = loop.ask(request);
    CHECK(response.status == HttpResponse::not_sent);
    CHECK(response.error.find("self") != std::string::npos);  // signed
    CHECK(!asked);
  }
  ClientLoop loop(trusting(provider.certificate));
  const std::string port = std::to_string(provider.port());
  CHECK(loop.ask(post("https://127.0.0.2:" + port + "/")).status == HttpResponse::not_sent);
  CHECK(loop.ask(post("https://localhost:" + port + "/")).status == 200);
  CHECK(provider.count() == 1);
}

TEST_CASE("TLS older than 1.2 is refused") {
  FakeH2Provider provider([](const Request&) { return Deed::Answer; }, TLS1_1_VERSION);
  ClientLoop loop(trusting(provider.certificate));
  CHECK(loop.ask(post(provider.url())).status == HttpResponse::not_sent);
  CHECK(provider.count() == 0);
}

TEST_CASE("over HTTP/2 too a request leaves once, whatever the server says to it") {
  for (const Deed deed : {Deed::Refuse, Deed::GoAway, Deed::Downgrade, Deed::Cut}) {
    for (const bool is_first : {true, false}) {
      for (const auto& [method, body] :
           {std::pair<std::string, std::string>("POST", "hello"), {"POST", ""}, {"GET", ""}}) {
        CAPTURE(static_cast<int>(deed));
        CAPTURE(is_first);
        CAPTURE(method);
        CAPTURE(body);
        FakeH2Provider provider(
            [deed](const Request& r) { return r.path == "/doomed" ? deed : Deed::Answer; });
        ClientLoop loop(trusting(provider.certificate));
        if (!is_first) CHECK(loop.ask(get(provider.url())).status == 200);
        HttpRequest doomed = post(provider.url("/doomed"), body);
        doomed.method = method;
        int asked = 0;
        doomed.may_start = [&] { return ++asked, true; };
        const HttpResponse response = loop.ask(doomed);
        CHECK(response.status == HttpResponse::answer_lost);
        CHECK(asked == 1);
        CHECK(provider.count() == (is_first ? 1 : 2));
        // The next one goes on.
        CHECK(loop.ask(post(provider.url("/next"))).status == 200);
        CHECK(provider.count() == (is_first ? 2 : 3));
      }
    }
  }
}

TEST_CASE("a connection of which the server has taken leave is not used again") {
  FakeH2Provider provider(
      [](const Request& r) { return r.connection == 1 ? Deed::AnswerAndGoAway : Deed::Answer; });
  ClientLoop loop(trusting(provider.certificate));
  CHECK(loop.ask(post(provider.url())).status == 200);
  CHECK(loop.ask(post(provider.url())).status == 200);
  CHECK(provider.connections() == 2);
  CHECK(provider.count() == 2);
}

// nghttp2 ends a connection on which a thousand streams were reset (CVE-2023-44487), and libcurl resets each.
TEST_CASE("thousands of requests to one server are all answered") {
  FakeH2Provider provider;
  ClientLoop loop(trusting(provider.certificate));
  for (int i = 0; i < 2'000; ++i) loop.send(post(provider.url()));
  loop.run_until_all_answered();
  for (const auto& answer : loop.answers) REQUIRE(answer->error == "");
  CHECK(provider.count() == 2'000);
  // One after the other, too: there is never a moment at which many are on their way.
  for (int i = 0; i < 1'100; ++i) REQUIRE(loop.ask(post(provider.url())).error == "");
}

TEST_CASE("what may not start does not take others on the same connection with it") {
  FakeH2Provider provider([](const Request&) { return Deed::Collect; });
  provider.together = 10;
  ClientLoop loop(trusting(provider.certificate));
  for (int i = 0; i < 11; ++i) {
    HttpRequest request = post(provider.url());
    if (i == 5) request.may_start = [] { return false; };
    loop.send(request);
  }
  loop.run_until_all_answered();
  for (int i = 0; i < 11; ++i) CHECK(loop.answers[i]->status == (i == 5 ? HttpResponse::not_sent : 200));
  CHECK(provider.count() == 10);
}

TEST_CASE("through a proxy: a tunnel for TLS, the whole URL without") {
  FakeH2Provider provider;
  FakeProvider proxy([&](const FakeProvider::Request& r) {
    if (r.method != "CONNECT") return FakeProvider::answer(200, "by the proxy");
    if (r.target.starts_with("closed.")) return FakeProvider::answer(403, "no");
    return FakeProvider::Answer{"HTTP/1.1 200 Connected\r\nX-Proxy: 1\r\n\r\n",
                                FakeProvider::Answer::Then::Tunnel, provider.port()};
  });
  HttpClientSettings settings;
  settings.ca_file = provider.certificate.file;
  settings.proxy = "http://127.0.0.1:" + std::to_string(proxy.port());  // the shop's choice, so allowed
  ClientLoop loop(settings);

  HttpRequest request = post("https://provider.test/");
  request.headers.emplace_back("Authorization", "Bearer secret");
  const HttpResponse tunnelled = loop.ask(request);
  CHECK(tunnelled.status == 200);
  CHECK(tunnelled.body == "ok");
  for (const auto& [name, value] : tunnelled.headers) CHECK(name != "x-proxy");
  REQUIRE(proxy.count() == 1);
  CHECK(proxy.requests()[0].target == "provider.test:443");
  CHECK(proxy.requests()[0].head.find("secret") == std::string::npos);

  CHECK(loop.ask(post("http://provider.test/plain")).body == "by the proxy");
  CHECK(proxy.requests()[1].target == "http://provider.test/plain");

  bool asked = false;
  request.url = "https://closed.test/";
  request.may_start = [&] { return asked = true; };
  CHECK(loop.ask(request).status == HttpResponse::not_sent);
  CHECK(!asked);

  // Where names lead to is the proxy's to know; what is written out is refused here.
  for (const std::string host : {"127.0.0.1", "10.0.0.1", "localhost", "[::1]", "2130706433"}) {
    CAPTURE(host);
    const HttpResponse response = loop.ask(post("http://" + host + "/"));
    CHECK(response.status == HttpResponse::not_sent);
    CHECK(response.error.ends_with("is reached only with allow_private_addresses = true"));
  }
  CHECK(proxy.count() == 3);
}
