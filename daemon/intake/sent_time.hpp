// When something happened, by clocks that are not ours: Segment's timestamps and the corrected moment. Pure;
// any thread.
#pragma once

#include <optional>
#include <string_view>

#include "base/time.hpp"

namespace lifecycled {

// ISO 8601 as clients write it: RFC 3339, offsets without a colon ("+0200", as PHP does), a date or a time
// without a zone (UTC). Years 1900 to 2999.
std::optional<Instant> parse_sent_time(std::string_view text);

// The sender's clock may be wrong by hours, but it was wrong in the same way for both of its times: what
// matters is how long before sending it happened. Without a time of sending the event's own time is taken as
// it is. Nothing happened later than we heard of it.
Instant corrected_time(std::optional<Instant> happened, std::optional<Instant> sent, Instant received);

}  // namespace lifecycled
