// One request on its way, as one handle of libcurl. It leaves at most once: libcurl asks right before the
// first byte, and whoever asks a second time is refused. Made, driven and destroyed on the client's thread.
// Handles are not used again: that was tried, won nothing that could be measured, and carried HTTP/1.1 over
// to the next request after a server had wished it.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include <curl/curl.h>

#include "channel/http_service.hpp"
#include "plugin_host/http_answer.hpp"
#include "plugin_host/http_client.hpp"
#include "plugin_host/http_url.hpp"

namespace lifecycled {

class HttpTransfer {
 public:
  // `request` has been checked. Throws std::runtime_error when libcurl takes an option not.
  HttpTransfer(const HttpClientSettings& settings, HttpRequest request, HttpUrl url);
  ~HttpTransfer();
  HttpTransfer(const HttpTransfer&) = delete;
  HttpTransfer& operator=(const HttpTransfer&) = delete;

  CURL* handle() const { return handle_; }

  // True: a redirect within the origin, and the handle is set to follow it.
  bool follows(CURLcode code);
  // What came of it, when libcurl is done with it; and when somebody ends it before.
  HttpResponse finish(CURLcode code);
  HttpResponse give_up(const std::string& why);

 private:
  template <class Value>
  void set(CURLoption option, Value value);
  void set_connection();
  void set_method();
  void set_headers();
  HttpResponse without_answer(std::string why) const;

  static curl_socket_t open_socket(void* self, curlsocktype, curl_sockaddr* address) noexcept;
  static int before_it_leaves(void* self, char*, char*, int, int) noexcept;
  static std::size_t read_body(char* into, std::size_t size, std::size_t count, void* self) noexcept;
  static std::size_t take_header(char* line, std::size_t size, std::size_t count, void* self) noexcept;
  static std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* self) noexcept;

  const HttpClientSettings& settings_;
  HttpRequest request_;
  HttpUrl url_;
  std::optional<HttpAnswer> answer_;
  CURL* const handle_;
  curl_slist* headers_ = nullptr;
  std::size_t sent_ = 0;       // bytes of the body
  int redirects_ = 0;          // that were followed
  bool has_left_ = false;      // at least once, perhaps before a redirect
  bool leaves_again_ = false;  // libcurl may let it leave once more: after a redirect
  bool was_repeated_ = false;  // libcurl wanted to, and was refused
  bool was_not_let_go_ = false;
  std::string refused_address_;
  char error_[CURL_ERROR_SIZE] = "";
};

}  // namespace lifecycled
