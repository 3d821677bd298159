// Whether a text that strangers sent may stand in a link or a picture: what a browser fetches, never what it
// runs. Anyone, any thread.
#pragma once

#include <string_view>

#include "base/text.hpp"

namespace lifecycled {

inline bool is_web_address(std::string_view text) {
  if (text.size() > 2048) return false;
  const std::string start = lower_ascii(text.substr(0, 8));
  return start.starts_with("https://") || start.starts_with("http://");
}

}  // namespace lifecycled
