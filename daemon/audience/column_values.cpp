#include "audience/column_values.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include <fmt/format.h>

#include "base/text.hpp"
#include "config/known_codes.hpp"

namespace lifecycled {
namespace {

using Values = std::vector<std::string>;

const Values* values_of(std::string_view column) {
  static const std::map<std::string, Values, std::less<>> columns{
      {"stage", {"prospect", "active one-time", "active repeat", "lapsing", "lapsed"}},
      {"warmth", {"warm", "cool", "cold"}},
      {"nps_group", {"promoter", "passive", "detractor"}},
      {"bought_in", {"store", "online", "both"}},
  };
  const auto found = columns.find(column);
  return found == columns.end() ? nullptr : &found->second;
}

std::string one_of(const Values& values) {
  std::string out = "it is ";
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) out += i + 1 == values.size() ? " or " : ", ";
    out += "'" + values[i] + "'";
  }
  return out;
}

bool is_fifth(char c) { return c >= '1' && c <= '5'; }

bool is_rfm(std::string_view text) {
  return text.size() == 5 && is_fifth(text[0]) && text[1] == '-' && is_fifth(text[2]) && text[3] == '-' &&
         is_fifth(text[4]);
}

std::string rfm_hint(std::string_view text) {
  if (text.size() == 3 && std::ranges::all_of(text, is_fifth))
    return fmt::format("did you mean '{}-{}-{}'?", text[0], text[1], text[2]);
  return "it is three fifths, from '1-1-1' to '5-5-5'";
}

}  // namespace

std::optional<ImpossibleValue> impossible_value(std::string_view column, const std::string& text) {
  if (const Values* values = values_of(column)) {
    if (std::ranges::find(*values, text) != values->end()) return std::nullopt;
    const std::string near = did_you_mean(lower_ascii(text), *values);
    return ImpossibleValue{near.empty() ? one_of(*values) : near};
  }
  if (column == "rfm" && !is_rfm(text)) return ImpossibleValue{rfm_hint(text)};
  if (column == "country" && !is_known_country(text)) {
    const std::string near = nearest_country(text);
    return ImpossibleValue{near.empty() ? "it is two capital letters of ISO 3166, such as 'NL'" : near};
  }
  return std::nullopt;
}

}  // namespace lifecycled
