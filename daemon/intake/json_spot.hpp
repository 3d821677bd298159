// One value within a JSON text, with what stands below it by pointers: its value and its own writing, so that
// 19.90 stays 19.90 and an id beyond 2^53 keeps all its digits. A view; what it looks at outlives it. Any
// thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "base/json_pointer.hpp"

namespace lifecycled {

class JsonSpot {
 public:
  // `text` is `value` as it was written.
  JsonSpot(const boost::json::value& value, std::string_view text) : value_(&value), text_(text) {}

  const boost::json::value* find(const JsonPointer& place) const;
  // The writing of what stands there; "" where somebody wrote a name of the way with escapes.
  std::string_view written(const JsonPointer& place) const;
  // Of the list that stands there.
  std::vector<JsonSpot> elements(const JsonPointer& place) const;

 private:
  const boost::json::value* value_;
  std::string_view text_;
};

// The digits of a number as written, the text of a text without blanks around it; "" for all else.
std::string number_or_text(const boost::json::value& value, std::string_view written);

}  // namespace lifecycled
