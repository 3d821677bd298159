// One HTTP answer as a handler gives it; the server adds length, date and connection. Plain value; any
// thread.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lifecycled {

struct Response {
  unsigned status = 200;
  std::string_view content_type;  // a constant; "" = none
  std::string body;
  std::vector<std::pair<std::string_view, std::string>> headers;  // names are constants
};

constexpr std::string_view json_type = "application/json";
constexpr std::string_view problem_type = "application/problem+json";
constexpr std::string_view html_type = "text/html; charset=utf-8";
constexpr std::string_view text_type = "text/plain; charset=utf-8";

// RFC 9457: `detail` is a sentence for the person who reads it, `field` the place in what was sent, or "".
Response problem_response(unsigned status, std::string_view detail, std::string_view field = {});

// "Not Found"
std::string_view reason_of(unsigned status);

struct ResponseFrame {
  std::string_view date;  // "Sun, 06 Nov 1994 08:49:37 GMT"
  bool keeps_alive = true;
  bool is_http_1_0 = false;
  bool is_for_head = false;  // all headers, no body
  bool has_tls = false;
};
// Appends the answer as it goes over the wire.
void append_response(std::string& out, const Response& response, const ResponseFrame& frame);

}  // namespace lifecycled
