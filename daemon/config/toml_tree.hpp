// A TOML text as a tree of values that know their places, in the order of the text. The only header through
// which the readers of this room see TOML; toml++ itself stays in toml_tree.cpp. Plain values, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/problem.hpp"
#include "config/text_jump.hpp"

namespace lifecycled {

struct TomlEntry;
struct TomlValue;

struct TomlTable {
  Place place;             // of its header or opening brace
  bool is_inline = false;  // written { ... } where its value stands
  std::vector<TomlEntry> entries;
  const TomlEntry* find(std::string_view key) const;
};

// A date or time: TOML has them, our files do not use them.
struct TomlDateOrTime {};

struct TomlValue {
  Place place;
  Place text_place;                  // of a string's first character inside the quotes
  std::vector<TextJump> text_jumps;  // where escapes shift what follows
  std::variant<std::string, std::int64_t, double, bool, TomlDateOrTime, std::vector<TomlValue>, TomlTable> is;
};

struct TomlEntry {
  std::string key;
  Place key_place;
  TomlValue value;
};

// "text", "a whole number", "a list", ...: what a value is, for mistakes.
std::string_view kind_of(const TomlValue& value);

// Nothing when the text is empty, too long, not UTF-8 or not TOML: `problems` then says so. `file` is how
// places name it.
std::optional<TomlTable> parse_toml(std::string_view text, const std::string& file, Problems& problems);

// A whole text file of at most 1 MiB in UTF-8. `shown` is how problems name it; `blamed` is where the file
// was asked for, or its own name.
std::optional<std::string> read_text(const std::string& path, const std::string& shown, const Place& blamed,
                                     Problems& problems);

}  // namespace lifecycled
