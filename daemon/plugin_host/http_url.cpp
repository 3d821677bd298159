#include "plugin_host/http_url.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>

#include <curl/curl.h>

#include "base/text.hpp"

namespace lifecycled {
namespace {

// Of one hop, or made by the client from the rest of the request.
constexpr std::string_view headers_of_the_host[] = {"accept-encoding",  "connection", "content-length",
                                                    "expect",           "host",       "http2-settings",
                                                    "keep-alive",       "te",         "proxy-authorization",
                                                    "proxy-connection", "trailer",    "transfer-encoding",
                                                    "upgrade"};

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(c)) != std::string_view::npos;
  });
}

bool is_header_value(std::string_view text) {
  return std::ranges::none_of(text, [](unsigned char c) { return (c < ' ' && c != '\t') || c == 0x7f; });
}

bool is_plain_host(std::string_view host) {
  if (host.starts_with('[')) return host.ends_with(']');
  return !host.empty() && std::ranges::all_of(host, [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_';
  });
}

std::optional<std::string> part(CURLU* url, CURLUPart which, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, which, &text, flags) != CURLUE_OK) return std::nullopt;
  const std::unique_ptr<char, decltype(&curl_free)> owner(text, &curl_free);
  return text;
}

std::string header_mistake(const HttpRequest& request, const HttpLimits& limits) {
  if (request.headers.size() > limits.headers)
    return "more than " + std::to_string(limits.headers) + " headers";
  std::size_t bytes = 0;
  for (const auto& [name, value] : request.headers) {
    bytes += name.size() + value.size() + 4;
    const std::string shown = clean_line(name, 60);
    if (!is_token(name)) return "\"" + shown + "\" is no name of a header";
    if (!is_header_value(value))
      return "the header " + shown + " has a line break, NUL or another control character in its value";
    if (std::ranges::find(headers_of_the_host, lower_ascii(name)) != std::end(headers_of_the_host))
      return "the header " + shown + " is the host's; leave it out";
  }
  if (bytes > limits.header_bytes)
    return "headers of more than " + std::to_string(limits.header_bytes) + " bytes";
  return "";
}

}  // namespace

std::string url_mistake(const std::string& given, const HttpLimits& limits, HttpUrl& url) {
  if (given.size() > limits.url_bytes)
    return "a URL of more than " + std::to_string(limits.url_bytes) + " bytes";
  if (!std::ranges::all_of(given, [](unsigned char c) { return c > ' ' && c < 0x7f; }))
    return "a URL with a blank, a control character or a letter outside ASCII; percent-encode it";
  // The parser that will be used for connecting, so that both see the same host.
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parsed(curl_url(), &curl_url_cleanup);
  if (parsed == nullptr || curl_url_set(parsed.get(), CURLUPART_URL, given.c_str(), 0) != CURLUE_OK)
    return "not a URL of the form https://host/path";
  const auto scheme = part(parsed.get(), CURLUPART_SCHEME);
  const auto host = part(parsed.get(), CURLUPART_HOST);
  const auto port = part(parsed.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
  const auto text = part(parsed.get(), CURLUPART_URL);
  if (!scheme || (*scheme != "http" && *scheme != "https")) return "neither an http:// nor an https:// URL";
  if (!host || !port || !text || !is_plain_host(*host)) return "a URL without a usable host";
  if (part(parsed.get(), CURLUPART_USER) || part(parsed.get(), CURLUPART_PASSWORD))
    return "a URL with a user or password in it; use the header Authorization";
  url.host = lower_ascii(*host);
  url.origin = *scheme + "://" + url.host + ":" + *port;
  url.text = *text;
  return "";
}

std::string request_mistake(const HttpRequest& request, const HttpLimits& limits, HttpUrl& url) {
  if (!is_token(request.method) || request.method.size() > 20) return "no method of HTTP";
  // One opens tunnels, the other shows secrets to whoever stands between.
  if (request.method == "CONNECT" || request.method == "TRACE") return request.method + " is not offered";
  if ((request.method == "GET" || request.method == "HEAD") && !request.body.empty())
    return request.method + " with a body";
  if (request.body.size() > limits.body_bytes)
    return "a body of more than " + std::to_string(limits.body_bytes) + " bytes";
  if (auto mistake = header_mistake(request, limits); !mistake.empty()) return mistake;
  return url_mistake(request.url, limits, url);
}

}  // namespace lifecycled
