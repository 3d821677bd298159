// A provider's request to us on its way to the plugin, and the plugin's reply. Plain data; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace lifecycled {

struct WebhookRequest {
  std::string method, url, path, query;                      // as lifecycled/ext/webhook.h says
  std::vector<std::pair<std::string, std::string>> headers;  // names in small letters
  std::string body;
  std::int64_t received_unix_ms = 0;
};

struct WebhookReply {
  int status = 500;
  std::string content_type = "text/plain";
  std::string body;
};

}  // namespace lifecycled
