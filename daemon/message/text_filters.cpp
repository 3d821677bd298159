// list, isolate, and in place of Shopify's what letters and characters are in the customer's language:
// upcase, downcase, capitalize and truncate.
#include <unicode/uchar.h>
#include <unicode/uloc.h>
#include <unicode/utf8.h>

#include "liquid/error.hpp"
#include "liquid/filter_text.hpp"
#include "liquid/text.hpp"
#include "message/filter_locale.hpp"
#include "message/visible_text.hpp"

namespace lifecycled {
namespace {

using liquid::escaped;
using liquid::FilterCall;
using liquid::Value;

// Whether this text has letters that run against the language around it.
bool runs_against(std::string_view text, bool is_right_to_left) {
  const auto size = static_cast<int32_t>(text.size());
  for (int32_t at = 0; at < size;) {
    UChar32 character = 0;
    U8_NEXT_OR_FFFD(text.data(), at, size, character);
    const UCharDirection direction = u_charDirection(character);
    if (is_right_to_left ? direction == U_LEFT_TO_RIGHT
                         : direction == U_RIGHT_TO_LEFT || direction == U_RIGHT_TO_LEFT_ARABIC)
      return true;
  }
  return false;
}

// Between FSI and PDI, so that what is written from right to left does not turn what stands around it.
std::string isolated(std::string_view text) { return "\u2068" + std::string(text) + "\u2069"; }

// Each item that runs against the language is isolated, or commas and the next item would be drawn on the
// wrong side of it. When one item is HTML already, the others are escaped and the whole is HTML.
Value list(FilterCall& call, const LocaleFormats& formats) {
  const Value& input = call.input();
  if (input.is_nil()) return Value("");
  if (!input.is_array()) return call.take_input();
  const std::string kind =
      choice(call, "list", call.has(0) ? &call.argument(0) : nullptr, {"and", "or"}, "and");
  const std::string locale = locale_of(call);
  const bool is_right_to_left = uloc_isRightToLeft(locale.c_str()) != 0;
  bool is_safe = false;
  for (const Value& item : input.array()) is_safe = is_safe || item.is_safe();
  std::vector<std::string> items;
  std::size_t size = 0;
  for (const Value& item : input.array()) {
    if (item.is_nil()) continue;
    if (item.is_object() || item.is_array())
      throw liquid::Error(liquid::Fault::value, "list needs a list of texts",
                          "write map: \"name\" before it");
    const liquid::Text text(item, call.budget());
    items.push_back(is_safe && !item.is_safe() ? escaped(text.view()) : std::string(text.view()));
    if (runs_against(text.view(), is_right_to_left)) items.back() = isolated(items.back());
    call.budget().charge(1);
    call.budget().allow_size(size += items.back().size());
  }
  std::string text = formats.list(locale, items, kind == "or");
  return is_safe ? Value::safe(std::move(text)) : Value(std::move(text));
}

Value isolate(FilterCall& call, const LocaleFormats&) {
  if (call.input().is_nil()) return {};
  const liquid::Text text(call.input(), call.budget());
  if (text.view().empty()) return Value("");
  return text_like(call.input(), isolated(text.view()));
}

template <LetterCase wanted>
Value letters(FilterCall& call, const LocaleFormats& formats) {
  if (call.input().is_nil()) return {};
  const liquid::Text text(call.input(), call.budget());
  return text_like(call.input(), formats.letters(locale_of(call), text.view(), wanted));
}

// As Shopify's, but it counts what readers see as characters, and cuts none of them.
Value truncate(FilterCall& call, const LocaleFormats&) {
  if (call.input().is_nil()) return {};
  std::int64_t wanted = 50;
  if (call.has(0)) {
    const auto digits = digits_of(call.argument(0));
    if (!digits || digits->size() > 9 || digits->find('.') != std::string::npos)
      throw liquid::Error(liquid::Fault::value, "the length for truncate must be a whole number");
    wanted = std::max(0, std::stoi(*digits));
  }
  const liquid::Text text(call.input(), call.budget());
  const Value dots("...");
  const liquid::Text ending(call.has(1) ? call.argument(1) : dots, call.budget());
  const auto most = static_cast<std::size_t>(wanted);
  // A character has a byte at least.
  if (text.view().size() <= most || visible_characters(text.view()) <= most)
    return text_like(call.input(), std::string(text.view()));
  const std::size_t taken = visible_characters(ending.view());
  const std::size_t kept = visible_prefix(text.view(), most > taken ? most - taken : 0);
  return Value(std::string(text.view().substr(0, kept)).append(ending.view()));
}

}  // namespace

void add_text_filters(liquid::FilterSet& set, const Formats& formats) {
  const auto with = [&formats](Value (*filter)(FilterCall&, const LocaleFormats&)) {
    return [formats, filter](FilterCall& call) { return filter(call, *formats); };
  };
  set.add({"list", 0, 1, with(list)});
  set.add({"isolate", 0, 0, with(isolate)});
  set.add({"upcase", 0, 0, with(letters<LetterCase::upper>)});
  set.add({"downcase", 0, 0, with(letters<LetterCase::lower>)});
  set.add({"capitalize", 0, 0, with(letters<LetterCase::capitalized>)});
  set.add({"truncate", 0, 2, with(truncate)});
}

}  // namespace lifecycled
