// Whether a server's words, as flattened() leaves them, have one of some phrases. For the lists of such
// phrases: failure_words and recipient_words.
#pragma once

#include <initializer_list>
#include <string_view>

namespace email {

inline bool says_one_of(std::string_view flat, std::initializer_list<std::string_view> phrases) {
  for (const std::string_view phrase : phrases) {
    if (flat.find(phrase) != flat.npos) return true;
  }
  return false;
}

}  // namespace email
