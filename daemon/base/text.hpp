// Small questions about text. Anyone, any thread.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace lifecycled {

// Well-formed UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing beyond U+10FFFF.
bool is_utf8(std::string_view text);
// With U+FFFD for each byte that is not part of a well-formed character.
std::string with_replacements(std::string_view text);
std::string_view trimmed(std::string_view text);
// ASCII only; other characters stay.
std::string lower_ascii(std::string_view text);
std::string upper_ascii(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);
std::string join(const std::vector<std::string>& parts, std::string_view separator);

// "did you mean \"send\"?" where a candidate is near enough (edit distance at most a third of the word), else
// "".
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

// Cut to at most `bytes`, at a character's border, with "…" where something was cut.
std::string shortened(std::string_view text, std::size_t bytes);

// What a stranger says, made fit for a terminal, a log line and a database: cut, valid UTF-8, without control
// characters and without those that turn the direction of writing.
std::string clean_line(std::string_view text, std::size_t most_bytes);
// The same for what may have several lines.
std::string clean_text(std::string_view text, std::size_t most_bytes);

// "a***@example.org", "+31*****78": what may stand in a log.
std::string masked_address(std::string_view address);

// Lets std::unordered_map<std::string, ...> be asked with a string_view.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
template <class Value>
using TextMap = std::unordered_map<std::string, Value, TextHash, std::equal_to<>>;

}  // namespace lifecycled
