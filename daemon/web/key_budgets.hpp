// How many events each write key may still send: a token bucket a key. A batch is taken whole as long as
// something is left, and what it takes too much is paid back by waiting: else a large one could never come.
// Made by main(); io thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/clock.hpp"

namespace lifecycled {

class KeyBudgets {
 public:
  struct Rate {
    std::uint32_t count = 0;  // at once, and again in each `per`; 0 = no limit
    Milliseconds per{60'000};
  };
  KeyBudgets() = default;
  explicit KeyBudgets(std::vector<Rate> rates) : rates_(std::move(rates)), buckets_(rates_.size()) {}

  // Nothing: it may, and has paid for its `events`. Else how long to wait. A key without a rate always may.
  std::optional<Milliseconds> spend(std::size_t key, std::size_t events, SteadyInstant now);

 private:
  struct Bucket {
    bool is_used = false;
    double level = 0;
    SteadyInstant filled;
  };
  std::vector<Rate> rates_;
  std::vector<Bucket> buckets_;
};

}  // namespace lifecycled
