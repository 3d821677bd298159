// Texts that a plugin hands over. For this folder only; any thread.
#pragma once

#include <string>

namespace lifecycled {

// A null text is a plugin's mistake that costs nothing.
inline std::string text_or_empty(const char* text) {
  return text == nullptr ? std::string() : std::string(text);
}

}  // namespace lifecycled
