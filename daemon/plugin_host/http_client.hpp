// The HTTP service of the child process, on libcurl's multi interface. Requests come from any thread; the
// thread of the child's loop drives them with wait() and advance(), and hears what came of them. A request
// leaves at most once, and the answer "not sent" means that nothing of it has left. The program ignores
// SIGPIPE.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "channel/http_service.hpp"
#include "plugin_host/http_limits.hpp"

struct pollfd;

namespace lifecycled {

struct HttpClientSettings {
  bool allow_private_addresses = false;
  std::string proxy;    // "http://proxy.example.org:3128"; "" = none, whatever the environment says
  std::string ca_file;  // instead of the machine's certificates; for tests
  HttpLimits limits;
};

class CurlHttpClient final : public HttpService {
 public:
  // `wake` is called from any thread when there is something new: the loop's wait must end, and advance() be
  // called. Throws std::invalid_argument for a proxy that is none.
  CurlHttpClient(HttpClientSettings settings, std::function<void()> wake);
  ~CurlHttpClient() override;
  CurlHttpClient(const CurlHttpClient&) = delete;
  CurlHttpClient& operator=(const CurlHttpClient&) = delete;

  void send(HttpRequest request, Done done) override;
  void close() override;

  // ---- the loop's thread ----
  // While something is on its way, wait() is to stand in the place of the loop's poll().
  bool is_busy() const { return !open_.empty(); }
  // poll(), with the client's own descriptors and time-outs beside the loop's.
  void wait(std::span<pollfd> watched, int limit_ms);
  // Does what is possible now, without waiting; `done`s are called from here.
  void advance();

 private:
  using Moment = std::chrono::steady_clock::time_point;
  struct Exchange;
  struct Origin;
  struct Multi;
  struct Sent {
    HttpRequest request;
    Done done;
    Moment deadline;
    bool is_too_much;
  };

  void take_inbox();
  void take(Sent sent);
  void start_what_may();
  std::string start(Exchange& exchange);
  void let_take_turns(Origin& origin);
  void forget_if_idle(Origin& origin);
  void finish_what_ended();
  void end_what_is_late();
  void give_up(Exchange& exchange, const std::string& why);
  // Takes it out of everything; tell() says so.
  void settle(Exchange& exchange, HttpResponse response);
  void settle_unsent(Done done, const std::string& why);
  void tell();

  const HttpClientSettings settings_;
  const std::function<void()> wake_;
  std::atomic<bool> has_inbox_ = false;
  std::mutex mutex_;
  // guarded by mutex_
  std::vector<Sent> inbox_;
  std::size_t waiting_ = 0, waiting_bytes_ = 0;  // in the inbox and below, not on their way yet
  bool is_closed_ = false;

  // the loop's thread
  std::unique_ptr<Multi> multi_;
  std::list<Exchange> open_;
  std::map<std::string, Origin> origins_;
  std::deque<Origin*> turns_;  // whose next request may start, in turn
  std::set<std::pair<Moment, Exchange*>> by_deadline_;
  std::vector<std::pair<Done, HttpResponse>> to_tell_;
  std::size_t on_their_way_ = 0;
};

}  // namespace lifecycled
