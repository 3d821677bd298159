// For tests of the settings' readers: a text as lifecycled.toml.
#pragma once

#include <string>
#include <string_view>

#include "config/settings_reader.hpp"
#include "config/testing.hpp"

namespace lifecycled::testing {

struct Read {
  Settings settings;
  std::string mistakes;
};

inline Read read(std::string_view text) {
  Problems problems;
  const auto root = parse_toml(text, "lifecycled.toml", problems);
  Read out;
  if (root) out.settings = read_settings(*root, "/etc/shop/lifecycled.toml", problems);
  out.mistakes = lines(problems);
  return out;
}

// The mistakes of a file whose first two lines are right.
inline std::string mistakes(const std::string& rest) {
  return read("[shop]\nname = \"S\"\n" + rest).mistakes;
}

}  // namespace lifecycled::testing
