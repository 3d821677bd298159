// The columns of customer_profile that only ever have few values, and what else a column's text must look
// like. Constant; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lifecycled {

// A text that this column never has, and what to write instead; nothing if it may have it.
struct ImpossibleValue {
  std::string hint;
};
std::optional<ImpossibleValue> impossible_value(std::string_view column, const std::string& text);

}  // namespace lifecycled
