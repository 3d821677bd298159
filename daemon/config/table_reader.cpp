#include "config/table_reader.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

#include "base/text.hpp"

namespace lifecycled {
namespace {

bool knows(const KeySet& keys, std::string_view key) {
  return std::ranges::find(keys.keys, key) != keys.keys.end();
}

const LaterKey* later(const KeySet& keys, std::string_view key) {
  const auto found = std::ranges::find(keys.later, key, &LaterKey::key);
  return found == keys.later.end() ? nullptr : &*found;
}

std::string with_title(std::string_view title) { return title.empty() ? "" : fmt::format(" in {}", title); }

std::string suggestion(std::string_view key, const KeySet& keys) {
  const std::vector<std::string> names(keys.keys.begin(), keys.keys.end());
  std::string near = did_you_mean(key, names);
  return near.empty() ? fmt::format("it may have {}", join(names, ", ")) : near;
}

}  // namespace

std::string one_of(std::span<const std::string_view> words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const char* between = i == 0 ? "" : i + 1 == words.size() ? " or " : ", ";
    out += fmt::format("{}\"{}\"", between, words[i]);
  }
  return out;
}

std::string shown(const TomlValue& value) {
  if (const auto* text = std::get_if<std::string>(&value.is))
    return fmt::format("\"{}\"", shortened(*text, 40));
  if (const auto* whole = std::get_if<std::int64_t>(&value.is)) return fmt::format("{}", *whole);
  if (const auto* number = std::get_if<double>(&value.is)) return fmt::format("{}", *number);
  if (const auto* yes = std::get_if<bool>(&value.is)) return *yes ? "true" : "false";
  return std::string(kind_of(value));
}

TableReader::TableReader(const TomlTable& table, const KeySet& keys, std::string title, Problems& problems)
    : table_(table), keys_(keys), title_(std::move(title)), problems_(problems) {}

const TomlEntry* TableReader::entry(std::string_view key) const {
  // Otherwise a key would be read that unknown_keys() then complains of.
  if (!knows(keys_, key) && !later(keys_, key)) {
    throw std::logic_error(fmt::format("key \"{}\" is in no key set", key));
  }
  return table_.find(key);
}

void TableReader::wrong(std::string_view key, const TomlValue& value, std::string_view must_be,
                        std::string hint) const {
  problems_.error(value.place, fmt::format("\"{}\" must be {}, not {}", key, must_be, shown(value)),
                  std::move(hint));
}

void TableReader::missing(std::string_view key, std::string hint) const {
  problems_.error(table_.place, fmt::format("\"{}\" is missing{}", key, with_title(title_)), std::move(hint));
}

std::optional<PlacedText> TableReader::text_of(std::string_view key, const TomlValue& value,
                                               std::string_view must_be) const {
  const auto* text = std::get_if<std::string>(&value.is);
  if (!text) {
    wrong(key, value, must_be);
    return std::nullopt;
  }
  if (trimmed(*text).empty()) {
    problems_.error(
        value.place, fmt::format("\"{}\" is empty", key),
        must_be == "text" ? "write something or leave it out" : fmt::format("it must be {}", must_be));
    return std::nullopt;
  }
  return PlacedText{*text, value.place, value.text_place};
}

std::optional<PlacedText> TableReader::text(std::string_view key, std::string_view must_be) const {
  const TomlEntry* found = entry(key);
  return found ? text_of(key, found->value, must_be) : std::nullopt;
}

std::vector<PlacedText> TableReader::texts(std::string_view key, std::string_view must_be) const {
  std::vector<PlacedText> out;
  const TomlEntry* found = entry(key);
  if (!found) return out;
  const auto* items = std::get_if<std::vector<TomlValue>>(&found->value.is);
  if (!items) {
    if (auto one = text_of(key, found->value, must_be)) out.push_back(std::move(*one));
    return out;
  }
  for (const TomlValue& item : *items) {
    auto one = text_of(key, item, must_be);
    if (!one) continue;
    if (std::ranges::find(out, one->text, &PlacedText::text) != out.end()) {
      // Not shown: it may be a secret in the wrong place.
      problems_.error(one->place, fmt::format("\"{}\" has the same value twice", key), "keep one");
    } else {
      out.push_back(std::move(*one));
    }
  }
  if (items->empty()) {
    problems_.error(found->value.place, fmt::format("\"{}\" is an empty list", key),
                    "write something or leave it out");
  }
  return out;
}

std::optional<std::int64_t> TableReader::whole_number(std::string_view key, std::int64_t least,
                                                      std::int64_t most) const {
  const TomlEntry* found = entry(key);
  if (!found) return std::nullopt;
  const auto* number = std::get_if<std::int64_t>(&found->value.is);
  if (number && *number >= least && *number <= most) return *number;
  wrong(key, found->value, fmt::format("a whole number from {} to {}", least, most));
  return std::nullopt;
}

std::optional<double> TableReader::number(std::string_view key, double above, double most) const {
  const TomlEntry* found = entry(key);
  if (!found) return std::nullopt;
  std::optional<double> number;
  if (const auto* whole = std::get_if<std::int64_t>(&found->value.is)) number = static_cast<double>(*whole);
  if (const auto* decimal = std::get_if<double>(&found->value.is)) number = *decimal;
  if (number && *number > above && *number <= most) return number;  // never true of "nan"
  wrong(key, found->value, fmt::format("a number above {} and at most {}", above, most));
  return std::nullopt;
}

std::optional<bool> TableReader::yes_or_no(std::string_view key) const {
  const TomlEntry* found = entry(key);
  if (!found) return std::nullopt;
  if (const auto* yes = std::get_if<bool>(&found->value.is)) return *yes;
  wrong(key, found->value, "true or false");
  return std::nullopt;
}

std::optional<Milliseconds> TableReader::duration(std::string_view key) const {
  const TomlEntry* found = entry(key);
  if (!found) return std::nullopt;
  const auto* text = std::get_if<std::string>(&found->value.is);
  if (const auto span = text ? parse_duration(*text) : std::nullopt) return span;
  wrong(key, found->value, "a duration such as \"30m\", \"12h\" or \"3d\"");
  return std::nullopt;
}

std::optional<std::size_t> TableReader::word(std::string_view key,
                                             std::span<const std::string_view> words) const {
  const TomlEntry* found = entry(key);
  if (!found) return std::nullopt;
  const auto* text = std::get_if<std::string>(&found->value.is);
  if (text) {
    const auto at = std::ranges::find(words, *text);
    if (at != words.end()) return static_cast<std::size_t>(at - words.begin());
  }
  wrong(key, found->value, one_of(words), text ? did_you_mean(*text, {words.begin(), words.end()}) : "");
  return std::nullopt;
}

const TomlTable* TableReader::table(std::string_view key) const {
  const TomlEntry* found = entry(key);
  if (!found) return nullptr;
  if (const auto* below = std::get_if<TomlTable>(&found->value.is)) return below;
  wrong(key, found->value, "a table");
  return nullptr;
}

const std::vector<TomlValue>* TableReader::list(std::string_view key, std::string_view must_be) const {
  const TomlEntry* found = entry(key);
  if (!found) return nullptr;
  if (const auto* items = std::get_if<std::vector<TomlValue>>(&found->value.is)) return items;
  wrong(key, found->value, must_be);
  return nullptr;
}

void TableReader::unknown_keys(const KeySet& above) const {
  for (const TomlEntry& found : table_.entries) {
    if (knows(keys_, found.key)) continue;
    if (const LaterKey* coming = later(keys_, found.key)) {
      problems_.error(found.key_place, fmt::format("\"{}\" is not available in this version", found.key),
                      std::string(coming->instead));
    } else if (!table_.is_inline && (knows(above, found.key) || later(above, found.key))) {
      problems_.error(found.key_place,
                      fmt::format("\"{}\" stands below {} and so belongs to it", found.key, title_),
                      "move it above the first [header] of the file");
    } else {
      problems_.error(found.key_place, fmt::format("unknown key \"{}\"{}", found.key, with_title(title_)),
                      suggestion(found.key, keys_));
    }
  }
}

}  // namespace lifecycled
