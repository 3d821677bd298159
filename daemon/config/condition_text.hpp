// A condition as a person wrote it, and where. audience/ turns it into something that can be asked.
#pragma once

#include <string>

#include "base/problem.hpp"

namespace lifecycled {

struct ConditionText {
  std::string text;  // "" = always true
  Place place;       // of the text's first character inside the quotes
  bool is_always() const { return text.empty(); }
};

}  // namespace lifecycled
