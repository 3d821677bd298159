#include "insight/text_measure.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>

#include <fmt/format.h>
#include <unicode/brkiter.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "base/text.hpp"

namespace lifecycled {
namespace {

constexpr double bolder = 1.07;

double ascii_width(char letter) {
  static constexpr std::string_view narrow = "iljtfI.,:;'|!()[] ", wide = "mwMW@%";
  if (narrow.find(letter) != std::string_view::npos) return 0.31;
  if (wide.find(letter) != std::string_view::npos) return 0.87;
  if (letter >= 'A' && letter <= 'Z') return 0.68;
  return 0.56;
}

double code_point_width(UChar32 letter) {
  if (letter < 0x80) return ascii_width(static_cast<char>(letter));
  if (u_hasBinaryProperty(letter, UCHAR_EMOJI_PRESENTATION)) return 1.3;
  const int width = u_getIntPropertyValue(letter, UCHAR_EAST_ASIAN_WIDTH);
  if (width == U_EA_WIDE || width == U_EA_FULLWIDTH) return 1;
  return u_isupper(letter) ? 0.74 : 0.62;
}

// Marks above and below a letter, and what emoji are joined of, take no room of their own.
double letter_width(std::string_view letter) {
  double out = 0;
  for (std::int32_t at = 0, size = static_cast<std::int32_t>(letter.size()); at < size;) {
    UChar32 point = 0;
    U8_NEXT_OR_FFFD(letter.data(), at, size, point);
    out = std::max(out, code_point_width(point));
  }
  return out;
}

using Breaks = std::unique_ptr<icu::BreakIterator> (*)(UErrorCode&);
std::unique_ptr<icu::BreakIterator> letter_breaks(UErrorCode& failed) {
  return std::unique_ptr<icu::BreakIterator>(
      icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), failed));
}
std::unique_ptr<icu::BreakIterator> line_breaks(UErrorCode& failed) {
  return std::unique_ptr<icu::BreakIterator>(
      icu::BreakIterator::createLineInstance(icu::Locale::getRoot(), failed));
}

// The pieces between two breaks, in order.
std::vector<std::string_view> pieces(std::string_view text, Breaks make) {
  UErrorCode failed = U_ZERO_ERROR;
  const auto breaks = make(failed);
  UText* opened = utext_openUTF8(nullptr, text.data(), static_cast<std::int64_t>(text.size()), &failed);
  const std::unique_ptr<UText, UText* (*)(UText*)> open(opened, utext_close);
  if (U_SUCCESS(failed)) breaks->setText(opened, failed);
  if (U_FAILURE(failed)) throw std::runtime_error("ICU has no rules for breaking text; its data are missing");
  std::vector<std::string_view> out;
  for (std::int32_t from = breaks->first(), to = breaks->next(); to != icu::BreakIterator::DONE;
       from = to, to = breaks->next())
    out.push_back(text.substr(static_cast<std::size_t>(from), static_cast<std::size_t>(to - from)));
  return out;
}

std::string_view without_end_blanks(std::string_view text) {
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// How many bytes of the text fit, whole letters.
std::size_t room_for(std::string_view text, double width, double size, bool bold) {
  double used = 0;
  std::size_t end = 0;
  for (const std::string_view letter : pieces(text, letter_breaks)) {
    used += letter_width(letter) * size * (bold ? bolder : 1);
    if (used > width) break;
    end += letter.size();
  }
  return end;
}

}  // namespace

double text_width(std::string_view text, double size, bool bold) {
  double width = 0;
  for (const std::string_view letter : pieces(text, letter_breaks)) width += letter_width(letter);
  return width * size * (bold ? bolder : 1);
}

std::string fitting(std::string_view text, double width, double size, bool bold) {
  if (text_width(text, size, bold) <= width) return std::string(text);
  const std::size_t end = room_for(text, width - text_width("…", size, bold), size, bold);
  return std::string(without_end_blanks(text.substr(0, end))) + "…";
}

std::vector<std::string> wrapped(std::string_view text, double width, double size, std::size_t most,
                                 bool bold) {
  std::vector<std::string> out;
  while (!text.empty()) {
    if (out.size() + 1 == most || text_width(text, size, bold) <= width) {
      out.push_back(fitting(text, width, size, bold));
      break;
    }
    std::size_t end = 0, next = 0;
    for (const std::string_view piece : pieces(text, line_breaks)) {
      next += piece.size();
      if (text_width(without_end_blanks(text.substr(0, next)), size, bold) > width) break;
      end = next;
    }
    // A word longer than a line is broken between letters.
    if (end == 0)
      end = std::max(room_for(text, width, size, bold), pieces(text, letter_breaks).front().size());
    out.emplace_back(without_end_blanks(text.substr(0, end)));
    text.remove_prefix(end);
  }
  return out;
}

std::string listed_within(const std::vector<std::string>& words, double width, double size, bool bold) {
  for (std::size_t count = words.size(); count > 1; --count) {
    std::string out =
        join(std::vector<std::string>(words.begin(), words.begin() + static_cast<long>(count)), ", ");
    if (count < words.size()) out += fmt::format(" and {} more", words.size() - count);
    if (text_width(out, size, bold) <= width) return out;
  }
  if (words.empty()) return "";
  const std::string more = words.size() > 1 ? fmt::format(" and {} more", words.size() - 1) : "";
  return fitting(words.front(), width - text_width(more, size, bold), size, bold) + more;
}

std::string grouped(std::int64_t number) {
  std::string digits = std::to_string(number);
  for (auto at = static_cast<std::int64_t>(digits.size()) - 3; at > (number < 0 ? 1 : 0); at -= 3)
    digits.insert(static_cast<std::size_t>(at), ",");
  return digits;
}

}  // namespace lifecycled
