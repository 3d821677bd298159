// The HTTP server: accepts, reads, asks the router, answers. HTTP/1.0 and 1.1 with keep-alive and pipelining,
// chunked and zipped bodies, Expect: 100-continue; in the clear, by TLS, or over a Unix socket. Everything
// happens on the io thread.
//
// A connection is one coroutine. It feeds Beast's parser from a plain read, which is half again as fast as
// Beast's own reading, and writes the answers to all requests that one read brought by one write. Time-outs
// cost a comparison: each connection knows until when it may stay as it is, and one sweep looks at them all.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "base/clock.hpp"
#include "base/ip_address.hpp"
#include "base/log.hpp"
#include "web/client_budgets.hpp"
#include "web/router.hpp"
#include "web/tls_identity.hpp"

namespace lifecycled {

struct HttpServerSettings {
  std::vector<IpRange> trusted_proxies;  // whose word about the client is believed
  ClientBudgets::Settings per_client;    // requests of one address
  std::string address_key;               // random: hashes addresses, so that nobody can aim at a bucket
  std::uint32_t most_connections = 1024;
  std::uint32_t most_connections_per_client = 256;
  std::uint32_t most_header_bytes = 16 * 1024;
  Milliseconds handshake{10'000};  // of TLS
  Milliseconds idle{60'000};       // between two requests
  Milliseconds header{10'000};     // from a request's first byte to the end of its header
  Milliseconds body{30'000};       // for the whole body
  Milliseconds write{30'000};      // until the other side takes an answer
};

class HttpServer {
 public:
  // `clock` and `router` outlive the server.
  HttpServer(boost::asio::any_io_executor io, const Clock& clock, Log log, HttpServerSettings settings,
             const Router& router);
  // Cuts what is still open; whoever wants answers finished awaits stop() first.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // What connections that come after "tls:" are shown from now on; those that stand keep what they have.
  void use(std::shared_ptr<const TlsIdentity> identity);
  // Binds "127.0.0.1:8480", "tls:[::1]:0" or "unix:/PATH" and begins to accept; may be called several times.
  // Throws std::runtime_error with a sentence.
  void listen(const std::string& place);
  // Of the first address; 0 if there is none.
  std::uint16_t port() const;
  std::size_t connections() const;

  // Accepts nobody any more, closes idle connections, lets begun requests finish for at most `grace`.
  boost::asio::awaitable<void> stop(Milliseconds grace);

 private:
  struct Accepting;
  std::shared_ptr<Accepting> accepting_;
};

}  // namespace lifecycled
