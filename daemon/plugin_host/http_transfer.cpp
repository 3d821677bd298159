#include "plugin_host/http_transfer.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <utility>

#include <sys/socket.h>

#include "base/text.hpp"
#include "plugin_host/address_guard.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t longest_error = 300;

bool is_redirect(long status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

}  // namespace

template <class Value>
void HttpTransfer::set(CURLoption option, Value value) {
  const CURLcode code = curl_easy_setopt(handle_, option, value);
  if (code != CURLE_OK) throw std::runtime_error(std::string("libcurl: ") + curl_easy_strerror(code));
}

HttpTransfer::HttpTransfer(const HttpClientSettings& settings, HttpRequest request, HttpUrl url)
    : settings_(settings), request_(std::move(request)), url_(std::move(url)), handle_(curl_easy_init()) {
  if (handle_ == nullptr) throw std::runtime_error("libcurl gives no handle");
  try {
    set_connection();
    set_method();
    set_headers();
  } catch (...) {
    curl_slist_free_all(headers_);
    curl_easy_cleanup(handle_);
    throw;
  }
  answer_.emplace(settings_.limits, request_.response_limit);
}

HttpTransfer::~HttpTransfer() {
  curl_easy_cleanup(handle_);
  curl_slist_free_all(headers_);
}

void HttpTransfer::set_connection() {
  const HttpLimits& limits = settings_.limits;
  set(CURLOPT_ERRORBUFFER, error_);
  set(CURLOPT_NOSIGNAL, 1L);
  // Else a lookup that hangs would hold up the loop when its request is ended.
  set(CURLOPT_QUICK_EXIT, 1L);
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_URL, url_.text.c_str());
  // The empty ones keep the environment's http_proxy and no_proxy out.
  set(CURLOPT_PROXY, settings_.proxy.c_str());
  set(CURLOPT_NOPROXY, "");
  set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  if (!settings_.ca_file.empty()) set(CURLOPT_CAINFO, settings_.ca_file.c_str());
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  // The first requests to a host wait to see whether its connection takes them all.
  set(CURLOPT_PIPEWAIT, url_.is_https() ? 1L : 0L);
  set(CURLOPT_TCP_KEEPALIVE, 1L);
  set(CURLOPT_MAXAGE_CONN, static_cast<long>(limits.idle_connection.count()));
  set(CURLOPT_MAXLIFETIME_CONN, static_cast<long>(limits.oldest_connection.count()));
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits.connect.count()));
  // Allocated for each; the default is 64 KB.
  set(CURLOPT_UPLOAD_BUFFERSIZE, 16384L);
  set(CURLOPT_OPENSOCKETFUNCTION, &HttpTransfer::open_socket);
  set(CURLOPT_OPENSOCKETDATA, this);
  set(CURLOPT_PREREQFUNCTION, &HttpTransfer::before_it_leaves);
  set(CURLOPT_PREREQDATA, this);
  set(CURLOPT_HEADERFUNCTION, &HttpTransfer::take_header);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_WRITEFUNCTION, &HttpTransfer::take_body);
  set(CURLOPT_WRITEDATA, this);
}

void HttpTransfer::set_method() {
  if (request_.method == "HEAD") return set(CURLOPT_NOBODY, 1L);
  if (request_.method == "GET") return;
  // A body of any length, none too. There is no seek function: libcurl could not send it a second time.
  set(CURLOPT_POST, 1L);
  set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
  set(CURLOPT_READFUNCTION, &HttpTransfer::read_body);
  set(CURLOPT_READDATA, this);
  if (request_.method != "POST") set(CURLOPT_CUSTOMREQUEST, request_.method.c_str());
}

void HttpTransfer::set_headers() {
  const auto add = [this](const std::string& line) {
    curl_slist* longer = curl_slist_append(headers_, line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    headers_ = longer;
  };
  bool has_type = false, has_agent = false;
  for (const auto& [name, value] : request_.headers) {
    const std::string_view content = trimmed(value);
    // libcurl's way to write an empty one; with a colon it would leave it out.
    add(content.empty() ? name + ";" : name + ": " + std::string(content));
    const std::string small = lower_ascii(name);
    has_type = has_type || small == "content-type";
    has_agent = has_agent || small == "user-agent";
  }
  add("Expect:");  // it would cost a second where a server does not know it
  if (!has_type) add("Content-Type:");
  if (!has_agent) set(CURLOPT_USERAGENT, "lifecycled");
  set(CURLOPT_HTTPHEADER, headers_);
  set(CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
}

// Only here is it known where a name leads to. With a proxy it is the proxy's address, which the shop chose.
curl_socket_t HttpTransfer::open_socket(void* data, curlsocktype, curl_sockaddr* address) noexcept {
  HttpTransfer& self = *static_cast<HttpTransfer*>(data);
  const bool is_free = self.settings_.allow_private_addresses || !self.settings_.proxy.empty();
  if (const auto use = special_use(address->addr); !is_free && !use.empty()) {
    self.refused_address_ = address_text(address->addr) + " (" + std::string(use) + ")";
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

// The connection stands, TLS and tunnel too. libcurl comes here again when a connection that it used before
// died under the request, or the server refused the stream, and it would send it once more.
int HttpTransfer::before_it_leaves(void* data, char*, char*, int, int) noexcept {
  HttpTransfer& self = *static_cast<HttpTransfer*>(data);
  if (self.has_left_ && !std::exchange(self.leaves_again_, false)) {
    self.was_repeated_ = true;
    return CURL_PREREQFUNC_ABORT;
  }
  if (!self.has_left_) {
    bool may_start = false;
    try {
      may_start = self.request_.may_start();
    } catch (...) {  // what cannot be recorded does not leave
    }
    self.was_not_let_go_ = !may_start;
    if (!may_start) return CURL_PREREQFUNC_ABORT;
  }
  self.has_left_ = true;
  return CURL_PREREQFUNC_OK;
}

std::size_t HttpTransfer::read_body(char* into, std::size_t size, std::size_t count, void* data) noexcept {
  HttpTransfer& self = *static_cast<HttpTransfer*>(data);
  const std::size_t now = std::min(size * count, self.request_.body.size() - self.sent_);
  std::memcpy(into, self.request_.body.data() + self.sent_, now);
  self.sent_ += now;
  return now;
}

std::size_t HttpTransfer::take_header(char* line, std::size_t size, std::size_t count, void* data) noexcept {
  HttpTransfer& self = *static_cast<HttpTransfer*>(data);
  return self.answer_->take_header_line({line, size * count}) ? size * count : 0;
}

std::size_t HttpTransfer::take_body(char* bytes, std::size_t size, std::size_t count, void* data) noexcept {
  HttpTransfer& self = *static_cast<HttpTransfer*>(data);
  if (!self.answer_->take_body({bytes, size * count})) return CURL_WRITEFUNC_ERROR;
  return size * count;
}

bool HttpTransfer::follows(CURLcode code) {
  long status = 0;
  curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &status);
  const bool may_follow = request_.method == "GET" || request_.method == "HEAD";
  if (code != CURLE_OK || !may_follow || !is_redirect(status) || redirects_ == settings_.limits.redirects)
    return false;
  const char* location = nullptr;
  curl_easy_getinfo(handle_, CURLINFO_REDIRECT_URL, &location);
  HttpUrl next;
  if (location == nullptr || !url_mistake(location, settings_.limits, next).empty() ||
      next.origin != url_.origin)
    return false;
  ++redirects_;
  url_ = std::move(next);
  answer_.emplace(settings_.limits, request_.response_limit);
  leaves_again_ = true;
  set(CURLOPT_URL, url_.text.c_str());
  return true;
}

HttpResponse HttpTransfer::finish(CURLcode code) {
  if (code != CURLE_OK || !answer_->has_head()) {
    if (was_not_let_go_) return without_answer("its deadline has passed, or its start could not be recorded");
    if (was_repeated_)
      return without_answer("the connection ended after the request had left; it is not sent a second time");
    if (!answer_->mistake().empty()) return without_answer(answer_->mistake());
    if (!has_left_ && !refused_address_.empty()) {
      return without_answer(url_.host + " leads to " + refused_address_ +
                            ", and private addresses are reached only with allow_private_addresses = true");
    }
    if (code == CURLE_OK) return without_answer("the answer broke off");
    return without_answer(error_[0] != '\0' ? error_ : curl_easy_strerror(code));
  }
  long status = 0;
  curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &status);
  HttpResponse response;
  response.status = static_cast<int>(status);
  response.retry_after = retry_after(answer_->headers, std::chrono::system_clock::now());
  response.headers = std::move(answer_->headers);
  response.body = std::move(answer_->body);
  return response;
}

HttpResponse HttpTransfer::give_up(const std::string& why) { return without_answer(why); }

// What has left may have arrived, whatever libcurl calls the failure.
HttpResponse HttpTransfer::without_answer(std::string why) const {
  HttpResponse response;
  response.status = has_left_ ? HttpResponse::answer_lost : HttpResponse::not_sent;
  response.error = clean_line(why, longest_error);
  return response;
}

}  // namespace lifecycled
