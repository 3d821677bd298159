// The connections to the relay: one thread each, made when they are needed and gone when they were idle for a
// while.
//
// Threads, not libcurl's multi interface: with the final dot curl waits for the answer inside one call
// (smtp.c, smtp_done: "we have no general support for non-blocking DONE operations"), so on one thread a
// relay that takes 20 ms to store a mail would allow 50 mails a second, however many connections there are.
// Measured with 7.88.
//
// submit() may come from any thread; constructor and destructor from one.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <list>
#include <memory>
#include <mutex>
#include <vector>

#include "lifecycled/channel.hpp"
#include "lifecycled/ext/started.h"
#include "mime.hpp"
#include "relays.hpp"
#include "settings.hpp"

namespace email {

class SmtpPool {
 public:
  // Throws when the options cannot be used; connects to nothing.
  SmtpPool(const Settings& settings, lifecycled::plugin::Host host);
  // Completes what is left as far as it had come.
  ~SmtpPool();

  void submit(std::vector<lifecycled::plugin::Message> messages);

 private:
  struct Worker;

  void run(Worker& worker);
  bool take_next(Worker& worker);
  bool wait_for_next(Worker& worker);
  void bury_dead_workers();
  bool give_back(Worker& worker, lifecycled::plugin::Message& message);
  void grow();

  const Settings settings_;
  const lifecycled::plugin::Host host_;
  const lc_started* const started_;
  const Composer composer_;
  Relays relays_;

  std::mutex mutex_;
  // guarded by mutex_
  std::deque<lifecycled::plugin::Message> queue_;
  std::list<std::unique_ptr<Worker>> workers_;
  std::vector<Worker*> idle_;  // the one used last at the end: little work keeps few connections
  std::size_t most_workers_;   // what the relay allows, as far as is known
  std::chrono::steady_clock::time_point grows_at_ = {};
  bool is_ending_ = false;
};

}  // namespace email
