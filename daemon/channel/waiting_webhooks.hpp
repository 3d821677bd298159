// The providers' requests that a child process has and has not answered. For child_link.cpp only; io thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "channel/webhook.hpp"

namespace lifecycled {

class WaitingWebhooks {
 public:
  using Done = std::function<void(std::optional<WebhookReply>)>;
  using TimePoint = std::chrono::steady_clock::time_point;

  std::uint64_t add(Done done, TimePoint until) {
    waiting_.emplace(++last_, Waiting{std::move(done), until});
    return last_;
  }
  // False: nobody waits for it.
  bool answer(std::uint64_t number, std::optional<WebhookReply> reply) {
    auto found = waiting_.extract(number);
    if (found.empty()) return false;
    found.mapped().done(std::move(reply));
    return true;
  }
  // How many were given up because their time is over. They end in the order in which they came.
  std::size_t expire(TimePoint now) {
    std::size_t expired = 0;
    for (; !waiting_.empty() && waiting_.begin()->second.until <= now; ++expired)
      answer(waiting_.begin()->first, std::nullopt);
    return expired;
  }
  void give_up_all() { expire(TimePoint::max()); }

 private:
  struct Waiting {
    Done done;
    TimePoint until;
  };
  std::map<std::uint64_t, Waiting> waiting_;
  std::uint64_t last_ = 0;
};

}  // namespace lifecycled
