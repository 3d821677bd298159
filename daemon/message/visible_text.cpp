#include "message/visible_text.hpp"

#include <algorithm>
#include <memory>

#include <unicode/brkiter.h>

#include "message/icu_text.hpp"

namespace lifecycled {

namespace {

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Calls `each` with the end of each visible character, in bytes, until it says false.
template <class Each>
void for_visible_characters(std::string_view text, Each each) {
  UErrorCode error = U_ZERO_ERROR;
  UText view = UTEXT_INITIALIZER;
  utext_openUTF8(&view, text.data(), static_cast<int64_t>(text.size()), &error);
  const std::unique_ptr<icu::BreakIterator> characters(
      icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), error));
  if (U_SUCCESS(error)) characters->setText(&view, error);
  if (U_FAILURE(error)) {
    utext_close(&view);
    need(error, "characters");
  }
  characters->first();
  for (int32_t at = characters->next(); at != icu::BreakIterator::DONE; at = characters->next())
    if (!each(static_cast<std::size_t>(at))) break;
  utext_close(&view);
}

}  // namespace

std::size_t visible_characters(std::string_view text) {
  // CR LF is one.
  if (is_ascii(text) && text.find('\r') == std::string_view::npos) return text.size();
  std::size_t count = 0;
  for_visible_characters(text, [&count](std::size_t) { return ++count > 0; });
  return count;
}

std::size_t visible_prefix(std::string_view text, std::size_t count) {
  if (is_ascii(text) && text.find('\r') == std::string_view::npos) return std::min(count, text.size());
  std::size_t length = 0;
  if (count == 0) return 0;
  for_visible_characters(text, [&](std::size_t end) {
    length = end;
    return --count > 0;
  });
  return length;
}

}  // namespace lifecycled
