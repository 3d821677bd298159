// Where a text of a TOML file and the file part ways: behind an escape the columns differ, behind a line that
// is joined to the next the lines do. Plain values, any thread.
#pragma once

#include <vector>

#include "base/problem.hpp"

namespace lifecycled {

// From this character of the text on, until the line of the text ends or the next jump, the file is read from
// there on. Lines and columns start at 1, columns count characters.
struct TextJump {
  unsigned line = 0, column = 0;
  unsigned file_line = 0, file_column = 0;
};

// Where a character of the text stands in the file. `start` is the place of its first one; `jumps` are in
// order.
Place place_in_text(const Place& start, const std::vector<TextJump>& jumps, unsigned line, unsigned column);

}  // namespace lifecycled
