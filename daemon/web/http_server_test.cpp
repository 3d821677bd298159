#include "web/http_server.hpp"

#include <chrono>

#include <doctest/doctest.h>
#include <zlib.h>

#include "web/health_route.hpp"
#include "web/web_fixture.hpp"

using namespace lifecycled;

namespace {

boost::asio::awaitable<Response> echo(Request request) {
  Response response{200, text_type, std::move(request.body), {}};
  response.headers.emplace_back("X-Tail", request.tail);
  co_return response;
}

boost::asio::awaitable<Response> tells_client(Request request) {
  Response response{200, text_type, request.client.to_text() + (request.is_https ? " https" : ""), {}};
  co_return response;
}

boost::asio::awaitable<Response> fails(Request) {
  throw std::runtime_error("nobody thought of this");
  co_return Response{};
}

struct Fixture {
  explicit Fixture(HttpServerSettings limits = {})
      : server(io.io.get_executor(), clock, log, limits, router) {
    add_health_route(router);
    router.add(Method::Post, "/echo", 1000, echo);
    router.add(Method::Post, "/big", 1 << 20, echo);
    router.add(Method::Get, "/u/*", 0, echo);
    router.add(Method::Post, "/u/*", 1000, echo);
    router.add(Method::Get, "/client", 0, tells_client);
    router.add(Method::Post, "/fails", 1000, fails);
    server.listen("127.0.0.1:0");
    io.start();
  }
  ~Fixture() { io.join(); }

  SystemClock clock;
  std::string log_text;
  Log log{[this](LogLevel, std::string_view line) { log_text.append(line) += '\n'; }, LogLevel::Info};
  Router router;
  IoThread io;
  HttpServer server;
};

std::string zipped(std::string_view text) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 9, Z_DEFAULT_STRATEGY);
  std::string out(text.size() + 100, '\0');
  std::string in(text);
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

}  // namespace

TEST_CASE("one connection carries many requests") {
  Fixture fixture;
  RawClient client(fixture.server.port());
  for (int i = 0; i < 3; ++i) {
    const std::string answer = client.ask(get("/healthz"));
    CHECK(status_of(answer) == 200);
    CHECK(body_of(answer) == "ok\n");
    CHECK(answer_header(answer, "Connection") == "");
    CHECK(answer_header(answer, "Date").ends_with(" GMT"));
  }
  SUBCASE("until the client wants no more") {
    const std::string answer = client.ask(get("/healthz", "Connection: close\r\n"));
    CHECK(answer_header(answer, "Connection") == "close");
    CHECK(client.receive_all() == "");
  }
}

TEST_CASE("answers to pipelined requests come in their order") {
  Fixture fixture;
  RawClient client(fixture.server.port());
  std::string all;
  for (int i = 0; i < 200; ++i) all += post("/echo", "number " + std::to_string(i));
  client.send(all + "GET /heal");  // and the beginning of one more
  for (int i = 0; i < 200; ++i) CHECK(body_of(client.receive()) == "number " + std::to_string(i));
  CHECK(body_of(client.ask("thz HTTP/1.1\r\nHost: a\r\n\r\n")) == "ok\n");
}

TEST_CASE("a request may arrive byte by byte") {
  Fixture fixture;
  RawClient client(fixture.server.port());
  for (const char c : post("/echo", "slowly")) client.send(std::string_view(&c, 1));
  CHECK(body_of(client.receive()) == "slowly");
}

TEST_CASE("HTTP/1.0 closes unless it asks to stay") {
  Fixture fixture;
  RawClient stays(fixture.server.port());
  const std::string request = "POST /echo HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nhi";
  CHECK(answer_header(stays.ask(request), "Connection") == "keep-alive");
  CHECK(body_of(stays.ask(request)) == "hi");
  RawClient goes(fixture.server.port());
  CHECK(body_of(goes.ask("POST /echo HTTP/1.0\r\nContent-Length: 2\r\n\r\nhi")) == "hi");
  CHECK(goes.receive_all() == "");
}

TEST_CASE("paths and methods that nobody answers") {
  Fixture fixture;
  RawClient client(fixture.server.port());
  const std::string missing = client.ask(get("/nothing"));
  CHECK(status_of(missing) == 404);
  CHECK(answer_header(missing, "Content-Type") == "application/problem+json");
  CHECK(
      body_of(missing) ==
      R"({"type":"about:blank","title":"Not Found","status":404,"detail":"there is nothing at this path"})");
  const std::string wrong = client.ask("DELETE /u/abc HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(status_of(wrong) == 405);
  CHECK(answer_header(wrong, "Allow") == "GET, HEAD, POST");
  CHECK(status_of(client.ask(get("/u/"))) == 404);
  const std::string tail = client.ask(get("/u/a%2Fb%C3%A9?x=1"));
  CHECK(answer_header(tail, "X-Tail") == "a/b\xC3\xA9");
  client.send("HEAD /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
  const std::string head = client.receive(false);
  CHECK(answer_header(head, "Content-Length") == "3");
  CHECK(body_of(head) == "");
  CHECK(status_of(client.ask("GET http://shop.example/healthz HTTP/1.1\r\nHost: a\r\n\r\n")) == 200);
}

TEST_CASE("a handler that throws costs its own request only") {
  Fixture fixture;
  RawClient client(fixture.server.port());
  CHECK(status_of(client.ask(post("/fails", "x"))) == 500);
  CHECK(status_of(client.ask(get("/healthz"))) == 200);
  CHECK(fixture.log_text.find("web.handler_failed reason=\"nobody thought of this\"") != std::string::npos);
}

TEST_CASE("handlers know the client, whom a proxy names if it is ours") {
  const std::string asked = get("/client", "X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: https\r\n");
  Fixture alone;
  CHECK(body_of(RawClient(alone.server.port()).ask(asked)) == "127.0.0.1");
  HttpServerSettings settings;
  settings.trusted_proxies = {IpRange::parse("127.0.0.0/8").value()};
  Fixture behind_proxy(settings);
  CHECK(body_of(RawClient(behind_proxy.server.port()).ask(asked)) == "203.0.113.9 https");
}

TEST_CASE("every answer says that nothing of it runs, is framed, kept or taken for another type") {
  Fixture fixture;
  RawClient client(fixture.server.port());
  for (const std::string& asked : {get("/healthz"), get("/nothing"), post("/echo", "x"), get("/u/x")}) {
    const std::string answer = client.ask(asked);
    CHECK(answer_header(answer, "X-Content-Type-Options") == "nosniff");
    CHECK(answer_header(answer, "Content-Security-Policy") ==
          "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    CHECK(answer_header(answer, "Referrer-Policy") == "no-referrer");
    CHECK(answer_header(answer, "Cross-Origin-Resource-Policy") == "same-origin");
    CHECK(answer_header(answer, "Cache-Control") == "no-store");
    CHECK(answer_header(answer, "Strict-Transport-Security") == "");
    CHECK(answer_header(answer, "Server") == "");
    CHECK(answer_header(answer, "Set-Cookie") == "");
  }
}

TEST_CASE("what a handler says of itself stands alone, and pages and pictures have words of their own") {
  std::string out;
  Response page{200, html_type, "x", {{"content-security-policy", "default-src 'self'"}}};
  append_response(out, page, {"now", true, false, false, true});
  CHECK(out ==
        "HTTP/1.1 200 OK\r\nDate: now\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 1\r\n"
        "content-security-policy: default-src 'self'\r\nX-Content-Type-Options: nosniff\r\n"
        "Referrer-Policy: no-referrer\r\nCache-Control: no-store\r\nCross-Origin-Resource-Policy: "
        "same-origin\r\nCross-Origin-Opener-Policy: same-origin\r\nPermissions-Policy: camera=(), "
        "geolocation=(), microphone=(), payment=(), usb=()\r\nStrict-Transport-Security: "
        "max-age=31536000\r\n\r\nx");
  out.clear();
  append_response(out, {200, "image/gif", "x", {}}, {"now", true, false, false, false});
  CHECK(answer_header(out, "Cross-Origin-Resource-Policy") == "cross-origin");
}

TEST_CASE("a header too many, and a path too long") {
  Fixture fixture;
  std::string many;
  for (int i = 0; i < 99; ++i) many += "X-" + std::to_string(i) + ": a\r\n";
  CHECK(status_of(RawClient(fixture.server.port()).ask(get("/healthz", many))) == 200);
  CHECK(status_of(RawClient(fixture.server.port()).ask(get("/healthz", many + "X-One: more\r\n"))) == 431);
  CHECK(status_of(RawClient(fixture.server.port()).ask(get("/u/" + std::string(4094, 'a')))) == 414);
}

TEST_CASE("chunked and zipped bodies") {
  Fixture fixture;
  RawClient client(fixture.server.port());
  const std::string chunked = "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  CHECK(body_of(client.ask(chunked + "3\r\nabc\r\n2;why=not\r\nde\r\n0\r\nTrailer: x\r\n\r\n")) == "abcde");
  CHECK(body_of(client.ask(post("/echo", zipped("hello"), "Content-Encoding: gzip\r\n"))) == "hello");
  CHECK(status_of(client.ask(post("/echo", "no zip", "Content-Encoding: gzip\r\n"))) == 400);
  const std::string cut = zipped("hello").substr(0, 12);
  CHECK(status_of(client.ask(post("/echo", cut, "Content-Encoding: gzip\r\n"))) == 400);
  CHECK(status_of(client.ask(post("/echo", "x", "Content-Encoding: br\r\n"))) == 415);
  const std::string bomb = zipped(std::string(1001, 'a'));
  CHECK(bomb.size() < 100);
  CHECK(status_of(client.ask(post("/echo", bomb, "Content-Encoding: gzip\r\n"))) == 413);
  const std::string fits = zipped(std::string(1000, 'a'));
  CHECK(body_of(client.ask(post("/echo", fits, "Content-Encoding: gzip\r\n"))) == std::string(1000, 'a'));
  const std::string large(900'000, 'z');
  CHECK(body_of(client.ask(post("/big", large))) == large);
}

TEST_CASE("what is too large is refused, and the sender is told before the connection ends") {
  Fixture fixture;
  const auto ask_alone = [&](const std::string& text) {
    RawClient client(fixture.server.port());
    client.send(text);
    return client.receive_all();
  };
  const std::string body = ask_alone(post("/echo", std::string(300'000, 'x')));
  CHECK(status_of(body) == 413);
  CHECK(answer_header(body, "Connection") == "close");
  const std::string chunks = "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n" +
                             std::string(1000, 'x') + "\r\n1\r\ny\r\n0\r\n\r\n";
  CHECK(status_of(ask_alone(chunks)) == 413);
  CHECK(status_of(ask_alone(get("/healthz", "X-Long: " + std::string(17'000, 'x') + "\r\n"))) == 431);
  CHECK(status_of(ask_alone("GET /" + std::string(17'000, 'x'))) == 431);
  const std::string extension =
      "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;" + std::string(40'000, 'x');
  CHECK(status_of(ask_alone(extension)) == 400);
}

TEST_CASE("what is no HTTP, or could be read in two ways, is refused and the connection ends") {
  Fixture fixture;
  for (const char* text : {
           "nonsense\r\n\r\n",
           "GET / HTTP/1.1\r\n\r\n",                                        // no Host
           "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",                  // two
           "GET nowhere HTTP/1.1\r\nHost: a\r\n\r\n",                       // a path without "/"
           "GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n",                          // NUL
           "GET /%FF HTTP/1.1\r\nHost: a\r\n\r\n",                          // no UTF-8
           "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",  // no length
           "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
           "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: "
           "chunked\r\n\r\n0\r\n\r\n",
           "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
           "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n",
       }) {
    CAPTURE(text);
    RawClient client(fixture.server.port());
    const std::string answer = client.ask(text);
    CHECK(status_of(answer) == 400);
    CHECK(answer_header(answer, "Connection") == "close");
  }
  RawClient client(fixture.server.port());
  CHECK(status_of(client.ask("GET / HTTP/3.0\r\nHost: a\r\n\r\n")) == 505);
  RawClient coding(fixture.server.port());
  CHECK(status_of(coding.ask("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n")) == 501);
  RawClient hopeful(fixture.server.port());
  CHECK(status_of(hopeful.ask("GET / HTTP/1.1\r\nHost: a\r\nExpect: money\r\n\r\n")) == 417);
}

TEST_CASE("a client that waits for 100 Continue gets it, or the refusal at once") {
  Fixture fixture;
  RawClient client(fixture.server.port());
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  CHECK(client.receive() == "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("hi");
  CHECK(body_of(client.receive()) == "hi");
  RawClient large(fixture.server.port());
  large.send("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2000\r\n\r\n");
  CHECK(status_of(large.receive()) == 413);
}

TEST_CASE("nobody holds a connection by being slow") {
  HttpServerSettings limits;
  limits.idle = Milliseconds{40};
  limits.header = Milliseconds{40};
  limits.body = Milliseconds{40};
  limits.write = Milliseconds{40};
  Fixture fixture(limits);
  RawClient idle(fixture.server.port());
  CHECK(idle.receive_all() == "");
  RawClient header(fixture.server.port());
  header.send("GET /healthz HT");
  CHECK(status_of(header.receive_all()) == 408);
  RawClient body(fixture.server.port());
  body.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab");
  CHECK(status_of(body.receive_all()) == 408);
  SUBCASE("nor by not taking the answers") {
    RawClient deaf(fixture.server.port());
    const std::string large = post("/big", std::string(900'000, 'z'));
    for (int i = 0; i < 30; ++i) deaf.send(large);
  }
  for (int i = 0; i < 200 && fixture.server.connections() > 0; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  CHECK(fixture.server.connections() == 0);
}

TEST_CASE("one connection too many is told so") {
  HttpServerSettings limits;
  limits.most_connections = 1;
  Fixture fixture(limits);
  RawClient first(fixture.server.port());
  first.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab");
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  RawClient second(fixture.server.port());
  const std::string answer = second.receive_all();
  CHECK(status_of(answer) == 503);
  CHECK(answer_header(answer, "Retry-After") == "1");
  first.send("cde");
  CHECK(body_of(first.receive()) == "abcde");
}

TEST_CASE("where there is no room, who has been silent for longest makes it") {
  HttpServerSettings limits;
  limits.most_connections = 2;
  Fixture fixture(limits);
  RawClient first(fixture.server.port()), second(fixture.server.port());
  CHECK(status_of(first.ask(get("/healthz"))) == 200);
  CHECK(status_of(second.ask(get("/healthz"))) == 200);
  CHECK(status_of(first.ask(get("/healthz"))) == 200);
  RawClient third(fixture.server.port());
  CHECK(status_of(third.ask(get("/healthz"))) == 200);
  CHECK(second.receive_all() == "");
  CHECK(status_of(first.ask(get("/healthz"))) == 200);
}

TEST_CASE("a stop closes the idle at once and lets begun requests finish") {
  Fixture fixture;
  const std::uint16_t port = fixture.server.port();
  RawClient idle(port), busy(port);
  CHECK(status_of(idle.ask(get("/healthz"))) == 200);
  busy.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab");
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  std::thread stopping([&] { fixture.io.run(fixture.server.stop(Milliseconds{5000})); });
  CHECK(idle.receive_all() == "");
  busy.send("cde");
  const std::string answer = busy.receive_all();
  CHECK(body_of(answer) == "abcde");
  CHECK(answer_header(answer, "Connection") == "close");
  stopping.join();
  CHECK_THROWS(RawClient(port));
  CHECK(fixture.log_text.find("web.stopped") != std::string::npos);
}

TEST_CASE("an address that cannot be listened on is named") {
  Fixture fixture;
  Router router;
  HttpServer second(fixture.io.io.get_executor(), fixture.clock, {}, {}, router);
  const std::string taken = "127.0.0.1:" + std::to_string(fixture.server.port());
  CHECK_THROWS_WITH(second.listen(taken), ("cannot listen on " + taken + ": Address already in use").c_str());
  CHECK_THROWS_WITH(second.listen("here"), "\"here\" is no address and port to listen on");
}
