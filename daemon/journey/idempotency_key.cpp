#include "journey/idempotency_key.hpp"

#include <array>
#include <span>

#include "base/crypto.hpp"

namespace lifecycled {

std::string new_idempotency_key(Random& random, Instant now) {
  constexpr std::size_t bytes_of_time = 6;
  std::array<unsigned char, 16> bytes{};
  random.fill(std::span(bytes).subspan(bytes_of_time));
  for (std::size_t i = 0; i < bytes_of_time; ++i)
    bytes[i] = static_cast<unsigned char>(to_ms(now) >> 8 * (bytes_of_time - 1 - i) & 0xFF);
  return to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace lifecycled
