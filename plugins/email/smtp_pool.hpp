// The connections to the relay, all driven by one thread: libcurl's multi interface over epoll.
// submit() may come from any thread; the rest from one.
#pragma once

#include <atomic>
#include <chrono>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include <curl/curl.h>

#include "lifecycled/channel.hpp"
#include "mime.hpp"
#include "settings.hpp"
#include "transaction.hpp"

namespace email {

class SmtpPool {
 public:
  // Throws when the options cannot be used or the system gives no descriptor; connects to nothing.
  SmtpPool(const Settings& settings, lifecycled::plugin::Host host);
  // Completes what is left as far as it had come.
  ~SmtpPool();

  void submit(std::vector<lifecycled::plugin::Message> messages);

 private:
  using Clock = std::chrono::steady_clock;
  // What curl wants to know of a socket, and what epoll watches.
  struct Watch {
    bool is_open = false, wants_out = false, watches_out = false, is_hot = false;
  };

  static int watch_socket(CURL* handle, curl_socket_t socket, int what, void* self, void*) noexcept;
  static int set_timer(CURLM* multi, long after_ms, void* self) noexcept;

  void run();
  bool begin_some();
  void act(curl_socket_t socket, int events);
  void act_on_timer();
  void push_hot();
  bool reap();
  void wait();
  void watch(curl_socket_t socket, bool out);

  const Composer composer_;
  CURLM* const multi_;
  const int epoll_;
  const int wake_;
  std::vector<std::unique_ptr<Transaction>> transactions_;

  // The thread's own.
  std::vector<Transaction*> idle_;
  std::vector<Watch> watches_;      // by descriptor
  std::vector<curl_socket_t> hot_;  // curl wants to write there, and most likely can
  std::optional<Clock::time_point> timer_;

  std::mutex mutex_;
  std::deque<lifecycled::plugin::Message> queue_;  // guarded by mutex_
  bool sleeps_ = false;                            // guarded by mutex_: in epoll_wait with a handle to spare
  std::atomic<bool> is_ending_{false};
  std::thread thread_;
};

}  // namespace email
