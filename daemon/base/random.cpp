#include "base/random.hpp"

#include <array>
#include <cstring>
#include <stdexcept>

#include <openssl/rand.h>

namespace lifecycled {

std::uint64_t Random::number() {
  std::array<unsigned char, sizeof(std::uint64_t)> bytes{};
  fill(bytes);
  std::uint64_t value = 0;
  std::memcpy(&value, bytes.data(), bytes.size());
  return value;
}

double Random::fraction() { return static_cast<double>(number() >> 11) * 0x1.0p-53; }

void SystemRandom::fill(std::span<unsigned char> out) {
  if (RAND_bytes(out.data(), static_cast<int>(out.size())) != 1) {
    throw std::runtime_error(
        "the system's random generator gave nothing; refusing to go on with guessable keys");
  }
}

void SeededRandom::fill(std::span<unsigned char> out) {
  for (auto& byte : out) byte = static_cast<unsigned char>(engine_() >> 56);
}

}  // namespace lifecycled
