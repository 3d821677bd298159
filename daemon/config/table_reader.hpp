// Reads one TOML table key by key: typed, with every mistake said at its place, and with a word about each
// key that nobody knows. For the readers of this room; one thread.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/problem.hpp"
#include "base/time.hpp"
#include "config/key_sets.hpp"
#include "config/toml_tree.hpp"

namespace lifecycled {

// A text with the place of its value, and of its first character inside the quotes.
struct PlacedText {
  std::string text;
  Place place;
  Place inside;
};

// Every question answers nothing for an absent key, and for a wrong value after saying what it must be.
class TableReader {
 public:
  // `title` is what mistakes call the table: "[shop]", "step 2", "" for the file itself.
  TableReader(const TomlTable& table, const KeySet& keys, std::string title, Problems& problems);

  const TomlEntry* entry(std::string_view key) const;
  bool has(std::string_view key) const { return entry(key) != nullptr; }
  const Place& place() const { return table_.place; }
  const std::string& title() const { return title_; }

  std::optional<PlacedText> text(std::string_view key, std::string_view must_be = "text") const;
  // A list of texts, or one text for a list of one. No text is twice in it.
  std::vector<PlacedText> texts(std::string_view key,
                                std::string_view must_be = "text or a list of texts") const;
  std::optional<std::int64_t> whole_number(std::string_view key, std::int64_t least, std::int64_t most) const;
  std::optional<double> number(std::string_view key, double above, double most) const;
  std::optional<bool> yes_or_no(std::string_view key) const;
  std::optional<Milliseconds> duration(std::string_view key) const;
  // The place in `words` of the word that the text is.
  std::optional<std::size_t> word(std::string_view key, std::span<const std::string_view> words) const;
  const TomlTable* table(std::string_view key) const;
  const std::vector<TomlValue>* list(std::string_view key, std::string_view must_be) const;

  // "KEY must be WHAT, not VALUE".
  void wrong(std::string_view key, const TomlValue& value, std::string_view must_be,
             std::string hint = "") const;
  void missing(std::string_view key, std::string hint) const;
  // Keys outside the key set, once everything else has been asked. `also` are the keys of the table above,
  // for a key that slid into this table because it stands below its [header].
  void unknown_keys(const KeySet& above = {}) const;

 private:
  std::optional<PlacedText> text_of(std::string_view key, const TomlValue& value,
                                    std::string_view must_be) const;

  const TomlTable& table_;
  const KeySet& keys_;
  std::string title_;
  Problems& problems_;
};

// "a, b or c" with each in quotes.
std::string one_of(std::span<const std::string_view> words);
// A value as mistakes show it: 30, "abc", a list.
std::string shown(const TomlValue& value);

}  // namespace lifecycled
