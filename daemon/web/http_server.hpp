// The HTTP server: accepts, reads, asks the router, answers. HTTP/1.0 and 1.1 with keep-alive and pipelining,
// chunked and zipped bodies, Expect: 100-continue. Everything happens on the io thread.
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
#include "web/router.hpp"

namespace lifecycled {

struct HttpServerSettings {
  std::vector<IpRange> trusted_proxies;  // whose word about the client is believed
  std::uint32_t most_connections = 1024;
  std::uint32_t most_header_bytes = 16 * 1024;
  Milliseconds idle{60'000};    // between two requests
  Milliseconds header{10'000};  // from a request's first byte to the end of its header
  Milliseconds body{30'000};    // for the whole body
  Milliseconds write{30'000};   // until the other side takes an answer
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

  // Binds "127.0.0.1:8480" or "[::1]:0" and begins to accept. Throws std::runtime_error with a sentence.
  void listen(const std::string& address);
  std::uint16_t port() const;
  std::size_t connections() const;

  // Accepts nobody any more, closes idle connections, lets begun requests finish for at most `grace`.
  boost::asio::awaitable<void> stop(Milliseconds grace);

 private:
  struct Accepting;
  std::shared_ptr<Accepting> accepting_;
};

}  // namespace lifecycled
