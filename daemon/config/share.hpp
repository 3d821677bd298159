// Shares of a whole, as files have them: "0.3%". Values; any thread.
#pragma once

#include <cstdint>

namespace lifecycled {

// A share in millionths: 500000 is 50 %.
using Share = std::uint32_t;
constexpr Share whole_share = 1'000'000;

}  // namespace lifecycled
