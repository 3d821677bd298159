// The reports of one plugin that wait for the daemon's word that they are stored, and what waits for them: a
// callback of the plugin, the answer to a webhook. Any thread may hand in; answers are given on the
// channel's. For plugin_instance.cpp and plugin_services.cpp only.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "channel/plugin_events.hpp"

namespace lifecycled {

// Something that happens when several batches are stored, or one of them was not.
class ReportGroup {
 public:
  explicit ReportGroup(std::function<void(bool stored)> then) : then_(std::move(then)) {}
  void expect() { ++waiting_; }
  // The last one that was expected makes it happen.
  void arrive(bool stored) {
    all_stored_ = all_stored_ && stored;
    if (--waiting_ == 0) then_(all_stored_);
  }

 private:
  std::function<void(bool)> then_;
  std::size_t waiting_ = 0;
  bool all_stored_ = true;
};

class ReportDesk {
 public:
  explicit ReportDesk(PluginEvents& events) : events_(events) {}

  // Passes them on in batches that fit a frame; `groups` are told of each. When closed, nothing happens.
  void hand_in(std::vector<Receipt> receipts, const std::vector<std::shared_ptr<ReportGroup>>& groups);
  // On the channel's thread. A number that is not waiting is ignored.
  void stored(std::uint64_t batch, bool stored);
  // Everything that waits was not stored, for all we know. On the channel's thread.
  void close();

 private:
  PluginEvents& events_;
  std::mutex mutex_;
  // guarded by mutex_
  std::map<std::uint64_t, std::vector<std::shared_ptr<ReportGroup>>> waiting_;
  std::uint64_t last_batch_ = 0;
  bool is_closed_ = false;
};

}  // namespace lifecycled
