// Which messages may be what makes a channel's plugin crash: those that were with it, not started, when it
// ended. A message that ends it alone, and again alone, is the cause; without that knowledge it would be
// queued again and again until the channel is given up. In memory: after a restart of the daemon it is found
// out anew. The dispatcher's own; io thread.
#pragma once

#include <unordered_map>
#include <vector>

#include "store/deliveries.hpp"

namespace lifecycled {

class Suspects {
 public:
  // A suspect is handed over alone, so that its end is nobody else's.
  bool contains(DeliveryId id) const { return lone_ends_.contains(id); }
  // It was answered, or the plugin got as far as starting it.
  void clear(DeliveryId id) { lone_ends_.erase(id); }

  // All that came back at once and not started, while the channel seemed well. Refused messages do so, too:
  // only when the plugin's end is the next thing heard were these with it.
  void came_back(std::vector<DeliveryId> ids) { came_back_ = std::move(ids); }
  void plugin_ended();

  // A suspect that was alone with the plugin came back not started. True if that makes it the cause; then it
  // is no suspect any more.
  bool ended_alone(DeliveryId id);

 private:
  std::unordered_map<DeliveryId, int> lone_ends_;
  std::vector<DeliveryId> came_back_;
};

}  // namespace lifecycled
