// The messages that a plugin holds: handed over, perhaps started, not completed. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <unordered_map>
#include <vector>

#include "channel/message_batch.hpp"

namespace lifecycled {

class OpenTickets {
 public:
  // Those of the batch that were not open already, to be handed to the plugin.
  std::vector<const lc_message*> add(const std::shared_ptr<const MessageBatch>& batch);

  // All of them or none: none if one is not open, one's deadline has passed, starts are forbidden, or
  // `record` could not write them down.
  bool start(std::span<const std::uint64_t> tickets, std::int64_t now_unix_ms,
             const std::function<bool(std::span<const std::uint64_t>)>& record);
  // From now on no ticket may start any more.
  void forbid_starts();

  struct Taken {
    std::shared_ptr<const MessageBatch> batch;  // keeps the message's memory; null: the ticket was not open
    bool was_started = false;
    bool was_forbidden = false;  // it asked to start when starts were forbidden, and has not started
  };
  // Counted until told(): whoever waits for the last ticket must not leave before its result is passed on.
  Taken take(std::uint64_t ticket);
  void told();

  std::size_t size() const;
  std::size_t started() const;

 private:
  struct Open {
    std::shared_ptr<const MessageBatch> batch;
    std::int64_t deadline_unix_ms;
    bool started = false, forbidden = false;
  };

  mutable std::mutex mutex_;
  // guarded by mutex_
  std::unordered_map<std::uint64_t, Open> open_;
  std::size_t started_ = 0;
  std::size_t being_told_ = 0;
  bool may_start_ = true;
};

}  // namespace lifecycled
