#include "plugin_host/http_answer.hpp"

#include <algorithm>
#include <charconv>

#include <curl/curl.h>

#include "base/text.hpp"

namespace lifecycled {
namespace {

using std::chrono::seconds;
constexpr seconds longest_retry_after = std::chrono::hours(24);

seconds seconds_in(std::string_view text, std::chrono::system_clock::time_point now) {
  if (text.empty()) return seconds(0);
  if (std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) {
    long long number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() ? seconds(number) : longest_retry_after;
  }
  const std::time_t at = curl_getdate(std::string(text).c_str(), nullptr);
  return at == -1 ? seconds(0) : seconds(at - std::chrono::system_clock::to_time_t(now));
}

}  // namespace

bool HttpAnswer::take_header_line(std::string_view line) {
  if (is_in_body_) return true;  // trailers: nobody asked for them
  header_bytes_ += line.size();
  if (header_bytes_ > limits_.header_bytes) return has_too_many_headers();
  if (line.starts_with("HTTP/")) {
    headers.clear();
    has_head_ = false;
    return true;
  }
  while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
  if ((line.starts_with(' ') || line.starts_with('\t')) && !headers.empty()) {
    (headers.back().second += ' ') += trimmed(line);  // an old way of folding, RFC 9112, 5.2
    return true;
  }
  if (line.empty()) return has_head_ = true;
  const auto colon = line.find(':');
  if (colon == line.npos || colon == 0) return true;
  if (headers.size() == limits_.headers) return has_too_many_headers();
  headers.emplace_back(lower_ascii(trimmed(line.substr(0, colon))), trimmed(line.substr(colon + 1)));
  return true;
}

bool HttpAnswer::has_too_many_headers() {
  mistake_ = "the answer has more headers than the " + std::to_string(limits_.headers) + " in " +
             std::to_string(limits_.header_bytes) + " bytes that are read";
  return false;
}

bool HttpAnswer::take_body(std::string_view bytes) {
  is_in_body_ = true;
  if (body.size() + bytes.size() > body_limit_) {
    mistake_ =
        "the answer is longer than the " + std::to_string(body_limit_) + " bytes that the plugin reads";
    return false;
  }
  body += bytes;
  return true;
}

std::chrono::milliseconds retry_after(const std::vector<std::pair<std::string, std::string>>& headers,
                                      std::chrono::system_clock::time_point now) {
  for (const auto& [name, value] : headers) {
    if (name == "retry-after") return std::clamp(seconds_in(value, now), seconds(0), longest_retry_after);
  }
  return seconds(0);
}

}  // namespace lifecycled
