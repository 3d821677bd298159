#include "delivery/suspects.hpp"

#include <utility>

namespace lifecycled {
namespace {

// Once may be chance: the plugin may have crashed of something else, or its child been killed.
constexpr int lone_ends_of_a_cause = 2;

}  // namespace

void Suspects::plugin_ended() {
  for (const DeliveryId id : std::exchange(came_back_, {})) lone_ends_.try_emplace(id, 0);
}

bool Suspects::ended_alone(DeliveryId id) {
  const auto found = lone_ends_.find(id);
  if (found == lone_ends_.end() || ++found->second < lone_ends_of_a_cause) return false;
  lone_ends_.erase(found);
  return true;
}

}  // namespace lifecycled
