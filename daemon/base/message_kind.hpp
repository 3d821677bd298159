// What kind of message the law and the customer take it for. Plain value; any thread.
#pragma once

#include <cstdint>

namespace lifecycled {

// The numbers reach the disk and the plugins: do not change them.
enum class MessageKind : std::int32_t {
  Marketing = 1,      // needs a recorded yes
  Transactional = 2,  // about something the customer did
  Confirmation = 3,   // the one question before there is a yes: no offer, no tracking
};

}  // namespace lifecycled
