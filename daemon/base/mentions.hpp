// Whether a text speaks of one person: by their identifiers and addresses, as they stand in JSON, CSV, forms
// and URLs. For bodies that nobody could understand, so that no field can be asked. Any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lifecycled {

class Mentions {
 public:
  void add(std::string_view identifier);
  bool empty() const { return needles_.empty(); }
  // Found as a word of its own, whatever its capitals. A short one, "7", only where it stands in quotes or
  // behind a name that ends in "id": else every quantity would be a person.
  bool in(std::string_view text) const;

 private:
  std::vector<std::string> needles_;  // in small letters
};

}  // namespace lifecycled
