// The network as a plugin sees it: HTTP requests to its provider. The child process has a client on libcurl
// (plugin_host/http_client.hpp), the checker answers in the provider's place.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace lifecycled {

struct HttpRequest {
  std::string method = "POST";
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::chrono::milliseconds timeout = std::chrono::seconds(30);
  std::size_t response_limit = 1u << 20;  // bytes of the body
  // Asked once, right before the first byte of the request leaves, on any thread. False: it must not leave.
  std::function<bool()> may_start = [] { return true; };
};

struct HttpResponse {
  static constexpr int not_sent = 0;      // nothing has left
  static constexpr int answer_lost = -1;  // it may have arrived

  int status = not_sent;
  std::vector<std::pair<std::string, std::string>> headers;  // names in small letters
  std::string body;
  std::chrono::milliseconds retry_after{0};
  std::string error;  // one line, when there is no answer
};

class HttpService {
 public:
  using Done = std::function<void(HttpResponse)>;
  virtual ~HttpService() = default;
  // Calls `done` exactly once, on the thread of the plugin's channel, never from inside this call. Any
  // thread.
  virtual void send(HttpRequest request, Done done) = 0;
  // Answers everything that is open, as not sent or lost, before it returns; later requests are dropped
  // without a word. On the thread of the plugin's channel.
  virtual void close() = 0;
};

}  // namespace lifecycled
