// Whether a person followed a link, or a machine did: security scanners follow every link of a mail before it
// is shown, proxies load its pictures. What a scanner does not say of itself shows by its haste. Pure; any
// thread.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "store/reactions.hpp"

namespace lifecycled {

// By what a request says itself; `purpose` is its Purpose or Sec-Purpose header.
struct HitRequest {
  std::string_view user_agent, purpose;
  bool is_head = false;
  bool is_picture = false;
};
bool says_it_is_a_machine(const HitRequest& request);

// For each hit of one delivery, in the order of time, whether it was a machine's. `handed_over` is when the
// message was first given to its channel.
std::vector<bool> machine_hits(const std::vector<LinkHit>& hits, std::optional<Instant> handed_over);

}  // namespace lifecycled
