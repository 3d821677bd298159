#include "plugin_host/http_client.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include <curl/curl.h>
#include <poll.h>

#include "base/text.hpp"
#include "plugin_host/address_guard.hpp"
#include "plugin_host/http_transfer.hpp"
#include "plugin_host/http_url.hpp"

namespace lifecycled {

using std::chrono::steady_clock;

namespace {
constexpr std::size_t most_idle_origins = 256;  // whose connection's age is remembered
}

// What goes to one scheme, host and port.
struct CurlHttpClient::Origin {
  explicit Origin(std::string name_) : name(std::move(name_)) {}

  const std::string name;
  std::size_t on_their_way = 0;
  // Over HTTP/2 its connection is left after so many: none starts before the last of them has ended.
  bool is_http2 = false;
  std::size_t on_connection = 0;
  std::deque<Exchange*> waiting;
  bool is_in_turns = false;
};

// One request, from take() to settle(). `request` and `url` move into the transfer when it starts.
struct CurlHttpClient::Exchange {
  HttpRequest request;
  HttpUrl url;
  Done done;
  Moment deadline;
  std::chrono::milliseconds timeout;
  Origin& origin;
  std::size_t body_bytes;
  std::list<Exchange>::iterator self{};
  std::unique_ptr<HttpTransfer> transfer{};  // null: waiting
  bool leaves_connection = false;
};

struct CurlHttpClient::Multi {
  explicit Multi(const HttpLimits& limits) : handle(curl_multi_init()) {
    if (handle == nullptr) throw std::runtime_error("libcurl gives no multi handle");
    curl_multi_setopt(handle, CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_MULTIPLEX));
    // Of idle ones; those in use are bounded by the requests on their way. libcurl is not asked to hold
    // requests back, for its own queue knows no time-out.
    curl_multi_setopt(handle, CURLMOPT_MAXCONNECTS, static_cast<long>(limits.on_their_way));
  }
  ~Multi() { curl_multi_cleanup(handle); }
  Multi(const Multi&) = delete;
  Multi& operator=(const Multi&) = delete;

  CURLM* const handle;
};

namespace {

void check_proxy(const std::string& proxy) {
  if (proxy.empty()) return;
  for (const char* scheme : {"http://", "https://", "socks5://", "socks5h://"}) {
    if (lower_ascii(proxy).starts_with(scheme)) return;
  }
  throw std::invalid_argument("the proxy must begin with http://, https://, socks5:// or socks5h://");
}

}  // namespace

CurlHttpClient::CurlHttpClient(HttpClientSettings settings, std::function<void()> wake)
    : settings_(std::move(settings)), wake_(std::move(wake)) {
  check_proxy(settings_.proxy);
  // Counts its callers, and Debian's libcurl lets several threads call it.
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) throw std::runtime_error("libcurl does not start");
  multi_ = std::make_unique<Multi>(settings_.limits);
}

CurlHttpClient::~CurlHttpClient() {
  open_.clear();
  multi_.reset();
  curl_global_cleanup();
}

void CurlHttpClient::send(HttpRequest request, Done done) {
  const Moment deadline = steady_clock::now() + request.timeout;
  const std::size_t bytes = request.body.size();
  bool is_first = false;
  {
    const std::scoped_lock lock(mutex_);
    if (is_closed_) return;
    const bool is_too_much =
        waiting_ >= settings_.limits.waiting || waiting_bytes_ + bytes > settings_.limits.waiting_bytes;
    if (is_too_much) {
      request = HttpRequest();
    } else {
      ++waiting_;
      waiting_bytes_ += bytes;
    }
    is_first = inbox_.empty();
    inbox_.push_back({std::move(request), std::move(done), deadline, is_too_much});
    has_inbox_ = true;
  }
  if (is_first) wake_();
}

void CurlHttpClient::wait(std::span<pollfd> watched, int limit_ms) {
  std::vector<curl_waitfd> extra;
  std::vector<pollfd*> asked;
  for (pollfd& one : watched) {
    one.revents = 0;
    if (one.fd < 0) continue;
    const int events = ((one.events & POLLIN) != 0 ? CURL_WAIT_POLLIN : 0) |
                       ((one.events & POLLOUT) != 0 ? CURL_WAIT_POLLOUT : 0);
    extra.push_back({one.fd, static_cast<short>(events), 0});
    asked.push_back(&one);
  }
  std::chrono::milliseconds limit(limit_ms < 0 ? 60'000 : limit_ms);
  if (!by_deadline_.empty()) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(by_deadline_.begin()->first - steady_clock::now());
    limit = std::clamp(left, std::chrono::milliseconds(0), limit);
  }
  // A closed peer shows as readable.
  curl_multi_poll(multi_->handle, extra.data(), static_cast<unsigned>(extra.size()),
                  static_cast<int>(limit.count()), nullptr);
  for (std::size_t i = 0; i < extra.size(); ++i) {
    const int came = extra[i].revents;
    asked[i]->revents = static_cast<short>(((came & CURL_WAIT_POLLIN) != 0 ? POLLIN : 0) |
                                           ((came & CURL_WAIT_POLLOUT) != 0 ? POLLOUT : 0));
  }
}

void CurlHttpClient::advance() {
  if (has_inbox_) take_inbox();
  if (!open_.empty()) {
    end_what_is_late();
    start_what_may();
    finish_what_ended();
    start_what_may();
  }
  tell();
}

void CurlHttpClient::close() {
  {
    const std::scoped_lock lock(mutex_);
    is_closed_ = true;
  }
  take_inbox();
  while (!open_.empty()) give_up(open_.front(), "the channel is being closed");
  tell();
}

void CurlHttpClient::take_inbox() {
  std::vector<Sent> came;
  {
    const std::scoped_lock lock(mutex_);
    came.swap(inbox_);
    has_inbox_ = false;
  }
  for (Sent& sent : came) take(std::move(sent));
}

void CurlHttpClient::take(Sent sent) {
  if (sent.is_too_much) return settle_unsent(std::move(sent.done), "too many requests are waiting already");
  const std::size_t bytes = sent.request.body.size();
  HttpUrl url;
  std::string mistake = request_mistake(sent.request, settings_.limits, url);
  if (mistake.empty() && !settings_.proxy.empty() && !settings_.allow_private_addresses) {
    // What a name leads to is known to the proxy alone.
    if (const auto use = special_use(url.host); !use.empty())
      mistake = url.host + " (" + std::string(use) + ") is reached only with allow_private_addresses = true";
  }
  if (!mistake.empty()) {
    const std::scoped_lock lock(mutex_);
    --waiting_;
    waiting_bytes_ -= bytes;
    return settle_unsent(std::move(sent.done), "the request was refused: " + mistake);
  }
  Origin& origin = origins_.try_emplace(url.origin, url.origin).first->second;
  const auto timeout = sent.request.timeout;
  open_.push_back(
      {std::move(sent.request), std::move(url), std::move(sent.done), sent.deadline, timeout, origin, bytes});
  Exchange& exchange = open_.back();
  exchange.self = std::prev(open_.end());
  by_deadline_.insert({exchange.deadline, &exchange});
  origin.waiting.push_back(&exchange);
  let_take_turns(origin);
}

void CurlHttpClient::let_take_turns(Origin& origin) {
  if (origin.is_in_turns || origin.waiting.empty() ||
      origin.on_their_way >= settings_.limits.on_their_way_to_one ||
      origin.on_connection >= settings_.limits.requests_of_a_connection)
    return;
  origin.is_in_turns = true;
  turns_.push_back(&origin);
}

// One request of each origin in turn, so that a slow provider does not hold up another.
void CurlHttpClient::start_what_may() {
  while (!turns_.empty() && on_their_way_ < settings_.limits.on_their_way) {
    Origin& origin = *turns_.front();
    turns_.pop_front();
    origin.is_in_turns = false;
    if (origin.waiting.empty()) {  // what waited was late
      forget_if_idle(origin);
      continue;
    }
    Exchange& exchange = *origin.waiting.front();
    const std::string failure = start(exchange);
    let_take_turns(origin);
    if (!failure.empty()) give_up(exchange, failure);
  }
}

std::string CurlHttpClient::start(Exchange& exchange) {
  std::string failure;
  try {
    exchange.transfer =
        std::make_unique<HttpTransfer>(settings_, std::move(exchange.request), std::move(exchange.url));
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  CURL* handle = exchange.transfer->handle();
  curl_easy_setopt(handle, CURLOPT_PRIVATE, &exchange);
  // libcurl asks this of the one that ends last: all that may be on their way at the end have it.
  const HttpLimits& limits = settings_.limits;
  if (exchange.origin.is_http2 &&
      ++exchange.origin.on_connection + limits.on_their_way_to_one > limits.requests_of_a_connection) {
    exchange.leaves_connection = true;
    curl_easy_setopt(handle, CURLOPT_FORBID_REUSE, 1L);
  }
  if (const CURLMcode code = curl_multi_add_handle(multi_->handle, handle); code != CURLM_OK)
    failure = std::string("libcurl: ") + curl_multi_strerror(code);
  exchange.origin.waiting.pop_front();
  ++exchange.origin.on_their_way;
  ++on_their_way_;
  const std::scoped_lock lock(mutex_);
  --waiting_;
  waiting_bytes_ -= exchange.body_bytes;
  return failure;
}

void CurlHttpClient::finish_what_ended() {
  int running = 0;
  curl_multi_perform(multi_->handle, &running);
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_->handle, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    CURL* handle = message->easy_handle;
    const CURLcode code = message->data.result;  // gone with the next call
    void* found = nullptr;
    curl_easy_getinfo(handle, CURLINFO_PRIVATE, &found);
    Exchange& exchange = *static_cast<Exchange*>(found);
    if (exchange.transfer->follows(code)) {
      curl_multi_remove_handle(multi_->handle, handle);
      if (curl_multi_add_handle(multi_->handle, handle) != CURLM_OK)
        give_up(exchange, "libcurl does not follow the redirect");
      continue;
    }
    long version = 0;
    curl_easy_getinfo(handle, CURLINFO_HTTP_VERSION, &version);
    if (version == CURL_HTTP_VERSION_2_0) exchange.origin.is_http2 = true;
    settle(exchange, exchange.transfer->finish(code));
  }
}

void CurlHttpClient::end_what_is_late() {
  const Moment now = steady_clock::now();
  while (!by_deadline_.empty() && by_deadline_.begin()->first <= now) {
    Exchange& exchange = *by_deadline_.begin()->second;
    give_up(exchange, "no answer within " + std::to_string(exchange.timeout.count()) + " ms");
  }
}

void CurlHttpClient::give_up(Exchange& exchange, const std::string& why) {
  HttpResponse response;
  response.error = why;
  if (exchange.transfer != nullptr) response = exchange.transfer->give_up(why);
  settle(exchange, std::move(response));
}

void CurlHttpClient::settle(Exchange& exchange, HttpResponse response) {
  Origin& origin = exchange.origin;
  if (exchange.transfer != nullptr) {
    curl_multi_remove_handle(multi_->handle, exchange.transfer->handle());
    const bool is_full = origin.on_connection >= settings_.limits.requests_of_a_connection;
    if (--origin.on_their_way == 0 && (exchange.leaves_connection || is_full)) origin.on_connection = 0;
    --on_their_way_;
    let_take_turns(origin);
  } else {
    std::erase(origin.waiting, &exchange);
    const std::scoped_lock lock(mutex_);
    --waiting_;
    waiting_bytes_ -= exchange.body_bytes;
  }
  by_deadline_.erase({exchange.deadline, &exchange});
  to_tell_.emplace_back(std::move(exchange.done), std::move(response));
  open_.erase(exchange.self);
  forget_if_idle(origin);
}

void CurlHttpClient::forget_if_idle(Origin& origin) {
  if (origin.on_their_way > 0 || !origin.waiting.empty() || origin.is_in_turns) return;
  if (origin.on_connection > 0 && origins_.size() <= most_idle_origins) return;
  const std::string name = origin.name;
  origins_.erase(name);
}

void CurlHttpClient::settle_unsent(Done done, const std::string& why) {
  HttpResponse response;
  response.error = why;
  to_tell_.emplace_back(std::move(done), std::move(response));
}

// Last, when everything is in order: a plugin may send its next request from inside.
void CurlHttpClient::tell() {
  std::vector<std::pair<Done, HttpResponse>> now;
  now.swap(to_tell_);
  for (auto& [done, response] : now) done(std::move(response));
}

}  // namespace lifecycled
