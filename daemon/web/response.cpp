#include "web/response.hpp"

#include <iterator>

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "web/security_headers.hpp"

namespace lifecycled {

std::string_view reason_of(unsigned status) {
  switch (status) {
    case 200:
      return "OK";
    case 204:
      return "No Content";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 410:
      return "Gone";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Status";
  }
}

Response problem_response(unsigned status, std::string_view detail, std::string_view field) {
  boost::json::object problem;
  problem["type"] = "about:blank";
  problem["title"] = std::string(reason_of(status));
  problem["status"] = status;
  problem["detail"] = std::string(detail);
  if (!field.empty()) problem["field"] = std::string(field);
  return {status, problem_type, boost::json::serialize(problem), {}};
}

void append_response(std::string& out, const Response& response, const ResponseFrame& frame) {
  const bool has_body = response.status != 204 && response.status != 304;
  out.reserve(out.size() + 640 + response.body.size());
  fmt::format_to(std::back_inserter(out), "HTTP/1.1 {} {}\r\nDate: {}\r\n", response.status,
                 reason_of(response.status), frame.date);
  if (!response.content_type.empty()) {
    out.append("Content-Type: ").append(response.content_type).append("\r\n");
  }
  if (has_body) fmt::format_to(std::back_inserter(out), "Content-Length: {}\r\n", response.body.size());
  for (const auto& [name, value] : response.headers) {
    out.append(name).append(": ").append(value).append("\r\n");
  }
  append_security_headers(out, response, frame.has_tls);
  if (!frame.keeps_alive) {
    out += "Connection: close\r\n";
  } else if (frame.is_http_1_0) {
    out += "Connection: keep-alive\r\n";
  }
  out += "\r\n";
  if (has_body && !frame.is_for_head) out += response.body;
}

}  // namespace lifecycled
