// Where a value stands in a JSON text, as people write it: "/order/lines/0" (RFC 6901). Plain values, any
// thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lifecycled {

struct JsonPointer {
  std::string text;                 // as written; "" is the whole
  std::vector<std::string> tokens;  // its parts, "~1" and "~0" resolved
  friend bool operator==(const JsonPointer& one, const JsonPointer& other) { return one.text == other.text; }
};

// Nothing for what is none: `mistake` then says why, as the end of a sentence.
std::optional<JsonPointer> parse_json_pointer(std::string_view text, std::string& mistake);

}  // namespace lifecycled
