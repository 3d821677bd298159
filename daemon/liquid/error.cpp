#include "liquid/error.hpp"

#include <algorithm>
#include <numeric>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "liquid/text.hpp"

namespace lifecycled::liquid {

namespace {

// A line may be a whole minified mail: show what is around the mistake only.
constexpr std::size_t shown_before = 70;
constexpr std::size_t shown_after = 50;
// Of partials that show themselves.
constexpr std::size_t most_shown_by = 5;

std::size_t line_start(std::string_view source, std::size_t offset) {
  const auto newline = offset == 0 ? std::string_view::npos : source.rfind('\n', offset - 1);
  return newline == std::string_view::npos ? 0 : newline + 1;
}

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

// How far a terminal goes on for this text: two columns for what is written wide, none for what joins what is
// before it.
std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  const auto size = static_cast<std::int32_t>(text.size());
  for (std::int32_t at = 0; at < size;) {
    UChar32 character = 0;
    U8_NEXT_OR_FFFD(text.data(), at, size, character);
    const auto type = u_charType(character);
    if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR) continue;
    const auto width = u_getIntPropertyValue(character, UCHAR_EAST_ASIAN_WIDTH);
    columns += width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
  }
  return columns;
}

std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, changed});
    }
  }
  return row[b.size()];
}

}  // namespace

Error::Error(Fault fault, std::string text, std::string hint)
    : std::runtime_error(text), fault_(fault), text_(std::move(text)), hint_(std::move(hint)) {
  describe();
}

void Error::describe() {
  what_.clear();
  if (place_.line != 0)
    what_ = place_.name + ":" + std::to_string(place_.line) + ":" + std::to_string(place_.column) + ": ";
  what_ += text_;
  if (!hint_.empty()) what_ += "; " + hint_;
}

void Error::locate(std::string_view source, std::string_view name, std::size_t offset) {
  if (place_.line != 0) {
    if (shown_by_.size() < most_shown_by) shown_by_.push_back(place_of(source, name, offset));
    return;
  }
  offset = std::min(offset, source.size());
  place_ = place_of(source, name, offset);
  std::size_t begin = line_start(source, offset);
  std::size_t end = std::min(source.find('\n', offset), source.size());
  if (offset - begin > shown_before) begin = offset - shown_before;
  while (begin < offset && is_continuation(source[begin])) ++begin;
  if (end - offset > shown_after) end = offset + shown_after;
  while (end < source.size() && end > offset && is_continuation(source[end])) --end;
  line_ = source.substr(begin, end - begin);
  for (char& c : line_)
    if (c == '\t' || c == '\r') c = ' ';
  caret_ = columns_of(source.substr(begin, offset - begin));
  describe();
}

void Error::rename(const std::function<std::string(const std::string&)>& name_of) {
  if (place_.line != 0) place_.name = name_of(place_.name);
  for (Place& place : shown_by_) place.name = name_of(place.name);
  describe();
}

std::string Error::format() const {
  std::string result = what_;
  if (place_.line != 0) result += "\n  " + line_ + "\n  " + std::string(caret_, ' ') + "^";
  for (const Place& place : shown_by_)
    result +=
        "\n  shown by " + place.name + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
  return result;
}

std::string Error::printed(std::string_view main_template) const {
  std::string result = fault_ == Fault::syntax ? "Liquid syntax error" : "Liquid error";
  if (place_.line != 0) {
    result += " (";
    if (place_.name != main_template) result += place_.name + " ";
    result += "line " + std::to_string(place_.line) + ")";
  }
  return result + ": " + text_;
}

Place place_of(std::string_view source, std::string_view name, std::size_t offset) {
  offset = std::min(offset, source.size());
  const std::size_t begin = line_start(source, offset);
  const auto lines = std::count(source.begin(), source.begin() + static_cast<std::ptrdiff_t>(offset), '\n');
  return {std::string(name), static_cast<std::uint32_t>(lines + 1),
          static_cast<std::uint32_t>(character_count(source.substr(begin, offset - begin)) + 1)};
}

std::string suggest(std::string_view misspelt, const std::vector<std::string_view>& names) {
  if (misspelt.size() > 40) return {};
  std::string_view best;
  std::size_t best_distance = misspelt.size() < 4 ? 2 : 3;
  for (const auto name : names) {
    if (name.size() + best_distance <= misspelt.size() || misspelt.size() + best_distance <= name.size())
      continue;
    const std::size_t found = distance(misspelt, name);
    if (found < best_distance) {
      best = name;
      best_distance = found;
    }
  }
  return best.empty() ? std::string() : "did you mean \"" + std::string(best) + "\"?";
}

}  // namespace lifecycled::liquid
