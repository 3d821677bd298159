// What strangers wrote, on one line of a terminal or of a paper that counts as evidence. Anyone, any thread.
#pragma once

#include <string>
#include <string_view>

namespace lifecycled {

// Nothing is lost and nothing can pass for a line of ours: line ends are "\n", other control characters
// "\x1b", those that break lines or turn the direction of writing "\u{2028}", a backslash "\\".
std::string shown_on_one_line(std::string_view text);

}  // namespace lifecycled
