// What a gate says of a message that is about to leave. Values; any thread.
#pragma once

#include <string>
#include <variant>

#include "base/time.hpp"

namespace lifecycled {

struct Pass {};
struct Never {
  std::string reason;
};
struct NotBefore {
  Instant at;
  std::string reason;
  bool until_told = false;  // no moment is known: somebody says when it goes on
};
struct Expired {};
using Verdict = std::variant<Pass, Never, NotBefore, Expired>;

}  // namespace lifecycled
