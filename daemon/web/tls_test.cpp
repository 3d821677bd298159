// TLS of the server, against OpenSSL's own client.
#include <chrono>
#include <thread>

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <doctest/doctest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/stat.h>

#include "web/health_route.hpp"
#include "web/web_fixture.hpp"

using namespace lifecycled;

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

template <class Write>
std::string pem(Write write) {
  BIO* bio = BIO_new(BIO_s_mem());
  write(bio);
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  std::string text(data, static_cast<std::size_t>(size));
  BIO_free(bio);
  return text;
}

// A certificate that signs itself, holding for so many days.
struct Issued {
  std::string certificate, key;
  explicit Issued(int days = 90) {
    EVP_PKEY* pair = EVP_EC_gen("P-256");
    X509* x509 = X509_new();
    ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
    X509_gmtime_adj(X509_getm_notBefore(x509), 0);
    X509_gmtime_adj(X509_getm_notAfter(x509), days * 86'400L);
    X509_set_pubkey(x509, pair);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x509), "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("shop.example"), -1, -1, 0);
    X509_set_issuer_name(x509, X509_get_subject_name(x509));
    X509_sign(x509, pair, EVP_sha256());
    certificate = pem([&](BIO* bio) { PEM_write_bio_X509(bio, x509); });
    key = pem([&](BIO* bio) { PEM_write_bio_PrivateKey(bio, pair, nullptr, nullptr, 0, nullptr, nullptr); });
    X509_free(x509);
    EVP_PKEY_free(pair);
  }
  std::shared_ptr<const TlsIdentity> identity() const {
    return std::make_shared<const TlsIdentity>(certificate, key);
  }
};

boost::asio::awaitable<Response> echo(Request request) {
  Response response{200, text_type, std::move(request.body), {}};
  response.headers.emplace_back("X-Https", request.is_https ? "yes" : "no");
  co_return response;
}

HttpServerSettings impatient() {
  HttpServerSettings settings;
  settings.handshake = Milliseconds{100};
  settings.header = Milliseconds{100};
  return settings;
}

struct Fixture {
  explicit Fixture(HttpServerSettings settings = {})
      : server(io.io.get_executor(), clock, log, std::move(settings), router) {
    add_health_route(router);
    router.add(Method::Post, "/echo", 1 << 20, echo);
    server.use(first.identity());
    server.listen("tls:127.0.0.1:0");
    io.start();
  }
  ~Fixture() { io.join(); }

  Issued first;
  SystemClock clock;
  std::string log_text;
  Log log{[this](LogLevel, std::string_view line) { log_text.append(line) += '\n'; }, LogLevel::Info};
  Router router;
  IoThread io;
  HttpServer server;
};

class TlsClient {
 public:
  explicit TlsClient(std::uint16_t port, int most_version = TLS1_3_VERSION, std::string protocols = "") {
    SSL_CTX_set_min_proto_version(context_.native_handle(), TLS1_VERSION);
    SSL_CTX_set_security_level(context_.native_handle(), 0);
    SSL_CTX_set_max_proto_version(context_.native_handle(), most_version);
    stream_ = std::make_unique<asio::ssl::stream<tcp::socket>>(io_, context_);
    if (!protocols.empty()) {
      SSL_set_alpn_protos(stream_->native_handle(), reinterpret_cast<const unsigned char*>(protocols.data()),
                          static_cast<unsigned>(protocols.size()));
    }
    stream_->lowest_layer().connect({asio::ip::address_v4::loopback(), port});
    stream_->handshake(asio::ssl::stream_base::client, error);
  }
  std::string protocol() const { return SSL_get_version(stream_->native_handle()); }
  std::string application_protocol() const {
    const unsigned char* name = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(stream_->native_handle(), &name, &size);
    return {reinterpret_cast<const char*>(name), size};
  }
  std::string certificate() const {
    X509* shown = SSL_get1_peer_certificate(stream_->native_handle());
    std::string text = pem([&](BIO* bio) { PEM_write_bio_X509(bio, shown); });
    X509_free(shown);
    return text;
  }
  std::string ask(std::string_view text) {
    asio::write(*stream_, asio::buffer(text.data(), text.size()), error);
    return receive();
  }
  // One answer by its Content-Length.
  std::string receive() {
    std::string answer;
    for (;;) {
      const auto head = answer.find("\r\n\r\n");
      if (head != std::string::npos &&
          answer.size() >= head + 4 + std::stoul(answer_header(answer, "Content-Length"))) {
        return answer;
      }
      char bytes[16'384];
      const std::size_t size = stream_->read_some(asio::buffer(bytes), error);
      if (size == 0) return answer;
      answer.append(bytes, size);
    }
  }
  boost::system::error_code error;

 private:
  asio::io_context io_;
  asio::ssl::context context_{asio::ssl::context::tls_client};
  std::unique_ptr<asio::ssl::stream<tcp::socket>> stream_;
};

}  // namespace

TEST_CASE("HTTP over TLS: kept connections, large bodies, pipelines, and the promise of more of it") {
  Fixture fixture;
  TlsClient client(fixture.server.port());
  REQUIRE_FALSE(client.error);
  const std::string answer = client.ask(get("/healthz"));
  CHECK(body_of(answer) == "ok\n");
  CHECK(answer_header(answer, "Strict-Transport-Security") == "max-age=31536000");
  const std::string large(900'000, 'z');
  const std::string echoed = client.ask(post("/echo", large));
  CHECK(body_of(echoed) == large);
  CHECK(answer_header(echoed, "X-Https") == "yes");
  std::string all;
  for (int i = 0; i < 50; ++i) all += get("/healthz");
  CHECK(status_of(client.ask(all)) == 200);
}

TEST_CASE("TLS 1.2 and 1.3 with HTTP/1.1, and nothing else") {
  Fixture fixture;
  const std::uint16_t port = fixture.server.port();
  CHECK(TlsClient(port).protocol() == "TLSv1.3");
  TlsClient older(port, TLS1_2_VERSION);
  CHECK_FALSE(older.error);
  CHECK(older.protocol() == "TLSv1.2");
  CHECK(TlsClient(port, TLS1_1_VERSION).error);
  CHECK(TlsClient(port, TLS1_3_VERSION, "\x02h2\x08http/1.1").application_protocol() == "http/1.1");
  TlsClient only_two(port, TLS1_2_VERSION, "\x02h2");
  CHECK(only_two.error);
}

TEST_CASE("a renewed certificate is shown to new connections, and the old ones go on") {
  Fixture fixture;
  TlsClient before(fixture.server.port());
  CHECK(before.certificate() == fixture.first.certificate);
  const Issued renewed(5);
  const auto use = [](HttpServer& server,
                      std::shared_ptr<const TlsIdentity> identity) -> asio::awaitable<void> {
    server.use(std::move(identity));
    co_return;
  };
  fixture.io.run(use(fixture.server, renewed.identity()));
  CHECK(TlsClient(fixture.server.port()).certificate() == renewed.certificate);
  CHECK(body_of(before.ask(get("/healthz"))) == "ok\n");
  CHECK(fixture.log_text.find("warning web.certificate_expires expires=") != std::string::npos);
}

TEST_CASE("who speaks no TLS, or nothing at all, is cut off") {
  Fixture fixture(impatient());
  RawClient plain(fixture.server.port());
  plain.send(get("/healthz"));
  CHECK(plain.receive_all().find("HTTP") == std::string::npos);
  RawClient silent(fixture.server.port());
  CHECK(silent.receive_all() == "");
  TlsClient slow(fixture.server.port());
  CHECK(status_of(slow.ask("GET /healthz HTTP/1.1\r\nHost")) == 408);
}

TEST_CASE("what is no certificate, or not the key to it, is said so") {
  const Issued one, other;
  CHECK_THROWS_WITH_AS(TlsIdentity(one.certificate, other.key),
                       "the key is no private key in PEM form without a passphrase, or belongs to another "
                       "certificate",
                       std::runtime_error);
  CHECK_THROWS_AS(TlsIdentity("nonsense", one.key), std::runtime_error);
  CHECK_THROWS_AS(TlsIdentity(one.certificate, "nonsense"), std::runtime_error);
  Router router;
  asio::io_context io;
  SystemClock clock;
  HttpServer server(io.get_executor(), clock, {}, {}, router);
  CHECK_THROWS_WITH(server.listen("tls:127.0.0.1:0"),
                    "cannot listen on tls:127.0.0.1:0: there is no certificate");
}

TEST_CASE("several doors: with TLS, in the clear, and a Unix socket whose client a proxy names") {
  Fixture fixture;
  const std::string path = "/tmp/lifecycled-web-" + std::to_string(::getpid()) + ".sock";
  const auto listen = [](HttpServer& server, std::string place) -> asio::awaitable<void> {
    server.listen(place);
    co_return;
  };
  for (int i = 0; i < 2; ++i) {
    // The second time over a file that nobody listens on any more, as after a kill.
    Router router;
    add_health_route(router);
    HttpServer server(fixture.io.io.get_executor(), fixture.clock, fixture.log, {}, router);
    fixture.io.run(listen(server, "unix:" + path));
    struct stat about{};
    REQUIRE(::stat(path.c_str(), &about) == 0);
    CHECK((about.st_mode & 0777) == 0666);
    asio::io_context io;
    asio::local::stream_protocol::socket client(io);
    client.connect({path});
    asio::write(client, asio::buffer(get("/healthz", "Connection: close\r\n")));
    std::string answer(4096, '\0');
    boost::system::error_code end;
    answer.resize(asio::read(client, asio::buffer(answer), end));
    CHECK(body_of(answer) == "ok\n");
    fixture.io.run(server.stop(Milliseconds{1000}));
    CHECK(::stat(path.c_str(), &about) != 0);
    if (i == 0) {
      asio::local::stream_protocol::acceptor left(io, {path});
      left.close();
    }
  }
}
