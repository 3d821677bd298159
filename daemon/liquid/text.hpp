// Small helpers on UTF-8 text, for the files of this folder only. None trusts that the text is valid UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace lifecycled::liquid {

inline bool is_space(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }
inline bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
inline bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Bytes of the character that begins at the front; 1 for a byte that begins none, so that every loop
// advances.
std::size_t character_length(std::string_view text) noexcept;
std::size_t character_count(std::string_view text) noexcept;
// The bytes that the first `count` characters take.
std::size_t prefix_length(std::string_view text, std::size_t count) noexcept;

std::string_view strip_left(std::string_view text) noexcept;
std::string_view strip_right(std::string_view text) noexcept;
std::string_view strip(std::string_view text) noexcept;
bool is_whitespace(std::string_view text) noexcept;

// Searching in linear time whatever the texts are; std::string_view::find is quadratic for hostile ones.
std::size_t find_text(std::string_view text, std::string_view wanted, std::size_t from = 0) noexcept;
std::size_t find_last_text(std::string_view text, std::string_view wanted);

void append_escaped(std::string& out, std::string_view text);
std::string escaped(std::string_view text);

bool is_valid(std::string_view text) noexcept;
std::string upper_case(std::string_view text);
// Of one letter: that of a beginning word, "Ss" for "ß".
std::string title_case(std::string_view letter);
std::string lower_case(std::string_view text);

}  // namespace lifecycled::liquid
