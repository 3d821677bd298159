// Chance, passed in. Jitter, keys and ids come from a Random that main() makes; tests pass a seeded one.
#pragma once

#include <cstdint>
#include <random>
#include <span>
#include <string>

namespace lifecycled {

class Random {
 public:
  virtual ~Random() = default;
  // Fills with bytes; from SystemRandom they are fit for keys.
  virtual void fill(std::span<unsigned char> out) = 0;
  std::uint64_t number();
  // In [0, 1).
  double fraction();
};

// The kernel's generator. Safe from any thread.
class SystemRandom final : public Random {
 public:
  void fill(std::span<unsigned char> out) override;
};

// The fake: the same seed gives the same sequence. One thread at a time.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : engine_(seed) {}
  void fill(std::span<unsigned char> out) override;

 private:
  std::mt19937_64 engine_;
};

}  // namespace lifecycled
