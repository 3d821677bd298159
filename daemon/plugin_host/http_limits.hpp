// How much a plugin and its provider may ask of the HTTP client. Plain data.
#pragma once

#include <chrono>
#include <cstddef>

namespace lifecycled {

struct HttpLimits {
  // Requests on their way to one origin (over HTTP/1.1 each has a connection) and to all; the rest wait.
  std::size_t on_their_way_to_one = 64;
  std::size_t on_their_way = 256;
  std::size_t waiting = 20'000;
  std::size_t waiting_bytes = 64u << 20;

  std::size_t url_bytes = 8192;
  std::size_t headers = 100;  // of a request, and of an answer
  std::size_t header_bytes = 64u << 10;
  std::size_t body_bytes = 16u << 20;  // of a request; each request says itself how long its answer may be
  int redirects = 3;
  std::chrono::milliseconds connect = std::chrono::seconds(15);  // lookup, TCP, TLS
  // Over HTTP/2, libcurl resets the stream of each answered request, and nghttp2 ends a connection on which a
  // thousand were reset at once (CVE-2023-44487): after so many requests to one origin its connection is
  // left.
  std::size_t requests_of_a_connection = 900;
  std::chrono::seconds idle_connection = std::chrono::seconds(20);
  std::chrono::seconds oldest_connection = std::chrono::minutes(10);
};

}  // namespace lifecycled
