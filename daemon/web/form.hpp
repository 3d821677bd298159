// What a browser's form or a mail provider's one-click POST says: names and values, from
// application/x-www-form-urlencoded or multipart/form-data (RFC 7578). Plain value; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lifecycled {

class Form {
 public:
  static Form urlencoded(std::string_view text);
  // By the content type; nothing when it is neither form, or not what it says.
  static std::optional<Form> read(std::string_view content_type, std::string_view body);

  // The first value of this name, or "".
  std::string value(std::string_view name) const;
  // Of all fields that begin with `prefix`, what follows it.
  std::vector<std::string_view> names_after(std::string_view prefix) const;
  std::size_t size() const { return fields_.size(); }

 private:
  static std::optional<Form> multipart(std::string_view boundary, std::string_view body);
  std::vector<std::pair<std::string, std::string>> fields_;
};

// "%41" to "A", and "+" to a blank where `plus_is_blank`; a broken escape stays as it is written.
std::string percent_decoded(std::string_view text, bool plus_is_blank);

}  // namespace lifecycled
