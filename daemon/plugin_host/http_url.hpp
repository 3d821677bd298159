// Where a request goes, and whether it makes sense: what a plugin gives is checked before libcurl sees it.
// Pure; any thread.
#pragma once

#include <string>

#include "channel/http_service.hpp"
#include "plugin_host/http_limits.hpp"

namespace lifecycled {

struct HttpUrl {
  std::string text;    // as libcurl writes it
  std::string origin;  // scheme, host and port: "https://api.example.org:443"
  std::string host;

  bool is_https() const { return origin.starts_with("https:"); }
};

// What is wrong with it, in one line; "" when it is good, and then `url` is filled.
std::string url_mistake(const std::string& given, const HttpLimits& limits, HttpUrl& url);
std::string request_mistake(const HttpRequest& request, const HttpLimits& limits, HttpUrl& url);

}  // namespace lifecycled
