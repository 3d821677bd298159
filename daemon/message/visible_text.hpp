// Texts measured as readers see them, by ICU's rules for grapheme clusters. For the filters and checks of
// messages.
#pragma once

#include <cstddef>
#include <string_view>

namespace lifecycled {

// What a reader sees as one character: an emoji with its skin, a letter with its marks.
std::size_t visible_characters(std::string_view text);
// The bytes that the first `count` of them take.
std::size_t visible_prefix(std::string_view text, std::size_t count);

}  // namespace lifecycled
