// Gathers the answer to one request as it comes, within limits. Pure; one thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plugin_host/http_limits.hpp"

namespace lifecycled {

class HttpAnswer {
 public:
  HttpAnswer(const HttpLimits& limits, std::size_t body_limit) : limits_(limits), body_limit_(body_limit) {}

  // Each line of the head, as it stands on the wire; that of an interim answer (1xx) gives way to the next.
  // False: it is too much, see mistake().
  bool take_header_line(std::string_view line);
  // Decoded bytes, so that a small zipped answer cannot unfold into memory.
  bool take_body(std::string_view bytes);

  // False while the empty line after the head has not come: libcurl takes such an answer for a whole one when
  // the connection ends.
  bool has_head() const { return has_head_; }
  const std::string& mistake() const { return mistake_; }
  // As in HttpResponse; taken once, at the end.
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;

 private:
  bool has_too_many_headers();

  const HttpLimits& limits_;
  const std::size_t body_limit_;
  std::size_t header_bytes_ = 0;
  bool has_head_ = false, is_in_body_ = false;
  std::string mistake_;
};

// Retry-After in either of its forms (RFC 9110, 10.2.3): seconds, or a date. At most a day; 0 when it says
// nothing.
std::chrono::milliseconds retry_after(const std::vector<std::pair<std::string, std::string>>& headers,
                                      std::chrono::system_clock::time_point now);

}  // namespace lifecycled
