#include "journey/rivals.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/crypto.hpp"

namespace lifecycled {

// Rendezvous hashing: each rival draws a number for the customer, and the highest has them.
std::string_view owner_among(std::span<const std::string> rivals, std::string_view word,
                             CustomerId customer) {
  const auto drawn = [&](const std::string& rival) {
    return hmac_sha256(word, fmt::format("{}/{}", rival, customer));
  };
  return *std::ranges::max_element(rivals, {}, drawn);
}

}  // namespace lifecycled
