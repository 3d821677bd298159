// How many events one key may send in so long, as [intake] says. Plain values; any thread.
#pragma once

#include <cstdint>

#include "base/problem.hpp"
#include "base/time.hpp"
#include "config/toml_tree.hpp"

namespace lifecycled {

struct KeyRate {
  std::uint32_t count = 0;  // 0 = no limit
  Milliseconds per{60'000};
  friend bool operator==(const KeyRate&, const KeyRate&) = default;
};

struct KeyRates {
  KeyRate write_key, browser_key;
  friend bool operator==(const KeyRates&, const KeyRates&) = default;
};

// Of the whole lifecycled.toml. What else [intake] may hold, settings_reader says.
KeyRates read_key_rates(const TomlTable& root, Problems& problems);

}  // namespace lifecycled
