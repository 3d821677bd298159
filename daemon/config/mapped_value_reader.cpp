#include "config/mapped_value_reader.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <fmt/format.h>

#include "base/text.hpp"

namespace lifecycled {
namespace {

constexpr std::array<std::string_view, 9> kinds{"written", "text", "id",    "number", "amount",
                                                "minor",   "time", "phone", "yes"};
constexpr std::size_t most_values = 100, most_words = 100, longest_name = 100;

// What values of these names are wherever they come from; `as` says otherwise.
constexpr std::array<std::pair<std::string_view, MappedValue::As>, 18> usual_kinds{
    {{"order_id", MappedValue::As::Id},
     {"product_id", MappedValue::As::Id},
     {"refund_id", MappedValue::As::Id},
     {"cart_id", MappedValue::As::Id},
     {"sku", MappedValue::As::Text},
     {"name", MappedValue::As::Text},
     {"email", MappedValue::As::Text},
     {"phone", MappedValue::As::Phone},
     {"currency", MappedValue::As::Text},
     {"quantity", MappedValue::As::Number},
     {"total", MappedValue::As::Amount},
     {"revenue", MappedValue::As::Amount},
     {"subtotal", MappedValue::As::Amount},
     {"value", MappedValue::As::Amount},
     {"price", MappedValue::As::Amount},
     {"discount", MappedValue::As::Amount},
     {"shipping", MappedValue::As::Amount},
     {"tax", MappedValue::As::Amount}}};

MappedValue::As usual_kind(std::string_view name) {
  const auto found = std::ranges::find(usual_kinds, name, [](const auto& usual) { return usual.first; });
  return found == usual_kinds.end() ? MappedValue::As::Written : found->second;
}

std::optional<JsonPointer> pointer_in(std::string_view text, const Place& place, Problems& problems) {
  std::string mistake;
  auto pointer = parse_json_pointer(text, mistake);
  if (pointer && text.empty()) mistake = "is the whole body";
  if (mistake.empty()) return pointer;
  problems.error(place, fmt::format("\"{}\" is no place in the body: it {}", shortened(text, 40), mistake),
                 "write a JSON pointer such as \"/order/id\"");
  return std::nullopt;
}

std::string as_json(std::string_view text) {
  return boost::json::serialize(boost::json::string(text.data(), text.size()));
}

// A number or a yes is itself; a text would be taken for a place.
std::string constant_of(const TomlValue& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value.is)) return fmt::format("{}", *whole);
  const auto* number = std::get_if<double>(&value.is);
  if (number && std::isfinite(*number)) return fmt::format("{}", *number);
  if (const auto* yes = std::get_if<bool>(&value.is)) return *yes ? "true" : "false";
  return "";
}

void read_tests(const TableReader& table, std::string_view key, bool is_one_of,
                std::vector<MappingTest>& into, Problems& problems) {
  const TomlTable* from = table.table(key);
  if (!from) return;
  for (const TomlEntry& entry : from->entries) {
    MappingTest test;
    test.is_one_of = is_one_of;
    if (auto at = pointer_in(entry.key, entry.key_place, problems)) test.at = std::move(*at);
    const auto add = [&](const TomlValue& value) {
      const auto* text = std::get_if<std::string>(&value.is);
      const std::string word = text ? *text : constant_of(value);
      if (!text && word.empty()) {
        problems.error(value.place,
                       fmt::format("what stands at \"{}\" is compared with texts, numbers or true "
                                   "and false",
                                   entry.key));
      }
      test.words.push_back(word);
    };
    if (const auto* list = std::get_if<std::vector<TomlValue>>(&entry.value.is)) {
      for (const TomlValue& value : *list) add(value);
    } else {
      add(entry.value);
    }
    if (test.words.empty() || test.words.size() > most_words)
      problems.error(entry.value.place, fmt::format("\"{}\" needs 1 to {} words", entry.key, most_words));
    into.push_back(std::move(test));
  }
}

// { at = ..., as = ... }, { text = ... } or { each = ..., set = ... }
void read_long_form(const TomlTable& from, const std::string& title, MappedValue& out, Problems& problems) {
  const TableReader table(from, key_sets::intake_value, title, problems);
  const int forms = table.has("at") + table.has("text") + table.has("each");
  if (forms != 1) {
    problems.error(from.place, fmt::format("{} must have one of \"at\", \"text\" and \"each\"", title),
                   "at: where it stands; text: what is always the same; each: where a list stands");
  }
  if (const auto text = table.text("text")) out.constant = as_json(text->text);
  out.is_list = table.has("each");
  out.from = out.is_list
                 ? read_json_places(table, "each", "a place such as \"/lines\"", problems)
                 : read_json_places(table, "at", "a place such as \"/order/id\", or a list", problems);
  if (const auto kind = table.word("as", kinds)) out.as = static_cast<MappedValue::As>(*kind);
  if (const TomlTable* words = table.table("words")) {
    for (const TomlEntry& word : words->entries) {
      const auto* said = std::get_if<std::string>(&word.value.is);
      const std::string constant = said ? as_json(*said) : constant_of(word.value);
      if (constant.empty())
        problems.error(word.value.place,
                       fmt::format("\"{}\" must stand for a text, a number, true or false", word.key));
      out.words.emplace_back(word.key, constant);
    }
    if (out.words.empty() || out.words.size() > most_words)
      table.wrong("words", table.entry("words")->value, fmt::format("a table of 1 to {} words", most_words));
  }
  const auto only_beside = [&](std::string_view key, std::string_view other) {
    if (table.has(key) && !table.has(other))
      problems.error(table.entry(key)->key_place,
                     fmt::format("\"{}\" stands beside \"{}\" only", key, other));
  };
  only_beside("as", "at");
  only_beside("words", "at");
  only_beside("set", "each");
  only_beside("when", "each");
  only_beside("unless", "each");
  if (out.is_list) {
    out.tests = read_mapping_tests(table, problems);
    if (!table.has("set")) table.missing("set", "what of each element? { product_id = \"/id\", ... }");
    if (const TomlTable* set = table.table("set"))
      out.members = read_mapped_values(*set, fmt::format("set of {}", title), problems);
    for (const MappedValue& member : out.members) {
      if (member.is_list) problems.error(from.place, fmt::format("{} holds a list in a list", title));
    }
  }
  table.unknown_keys();
}

}  // namespace

JsonPlaces read_json_places(const TableReader& table, std::string_view key, std::string_view must_be,
                            Problems& problems) {
  JsonPlaces out;
  for (const PlacedText& place : table.texts(key, must_be)) {
    if (auto pointer = pointer_in(place.text, place.place, problems)) out.push_back(std::move(*pointer));
  }
  return out;
}

std::vector<MappingTest> read_mapping_tests(const TableReader& table, Problems& problems) {
  std::vector<MappingTest> out;
  read_tests(table, "when", true, out, problems);
  read_tests(table, "unless", false, out, problems);
  return out;
}

std::vector<MappedValue> read_mapped_values(const TomlTable& from, const std::string& title,
                                            Problems& problems) {
  std::vector<MappedValue> out;
  if (from.entries.size() > most_values)
    problems.error(from.place, fmt::format("{} has more than {} values", title, most_values));
  for (const TomlEntry& entry : from.entries) {
    MappedValue& value = out.emplace_back();
    value.name = entry.key;
    value.as = usual_kind(entry.key);
    if (entry.key.empty() || entry.key.size() > longest_name ||
        entry.key.find_first_of("\"\\") != std::string::npos ||
        clean_line(entry.key, longest_name) != entry.key) {
      problems.error(entry.key_place,
                     "a property has a name of 1 to 100 bytes without quotes and backslashes");
    }
    if (const auto* text = std::get_if<std::string>(&entry.value.is)) {
      if (auto pointer = pointer_in(*text, entry.value.place, problems))
        value.from.push_back(std::move(*pointer));
    } else if (const auto* list = std::get_if<std::vector<TomlValue>>(&entry.value.is)) {
      for (const TomlValue& place : *list) {
        const auto* one = std::get_if<std::string>(&place.is);
        if (!one) {
          problems.error(place.place, fmt::format("\"{}\" in {} is a list of places such as \"/order/id\"",
                                                  entry.key, title));
        } else if (auto pointer = pointer_in(*one, place.place, problems)) {
          value.from.push_back(std::move(*pointer));
        }
      }
    } else if (const auto* table = std::get_if<TomlTable>(&entry.value.is)) {
      read_long_form(*table, fmt::format("\"{}\" in {}", entry.key, title), value, problems);
    } else {
      value.constant = constant_of(entry.value);
      if (value.constant.empty()) {
        problems.error(
            entry.value.place,
            fmt::format("\"{}\" in {} must be a place such as \"/order/id\", a table, a number, true or "
                        "false, not {}",
                        entry.key, title, shown(entry.value)));
      }
    }
  }
  return out;
}

}  // namespace lifecycled
