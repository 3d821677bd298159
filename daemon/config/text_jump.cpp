#include "config/text_jump.hpp"

#include <algorithm>
#include <tuple>

namespace lifecycled {

Place place_in_text(const Place& start, const std::vector<TextJump>& jumps, unsigned line, unsigned column) {
  TextJump from{1, 1, start.line, start.column};
  const auto next = std::ranges::find_if(
      jumps, [&](const TextJump& jump) { return std::tie(jump.line, jump.column) > std::tie(line, column); });
  if (next != jumps.begin()) from = *std::prev(next);
  if (from.line == line) return {start.file, from.file_line, from.file_column + column - from.column};
  return {start.file, from.file_line + line - from.line, column};
}

}  // namespace lifecycled
