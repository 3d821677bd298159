// date and time in the customer's language and time zone. Patterns with % are Shopify's, with the names of
// months and days in that language.
#include <date/tz.h>
#include <fmt/format.h>

#include "base/text.hpp"
#include "base/time_zones.hpp"
#include "liquid/date_format.hpp"
#include "liquid/date_parse.hpp"
#include "liquid/error.hpp"
#include "liquid/filter_text.hpp"
#include "message/filter_locale.hpp"

namespace lifecycled {
namespace {

using liquid::FilterCall;
using liquid::Value;

struct NamedForm {
  std::string_view name;
  std::string_view skeleton;
};
constexpr NamedForm forms[] = {
    {"day", "d"},
    {"month", "=LLLL"},
    {"year", "y"},
    {"weekday", "=cccc"},
    {"day_month", "MMMMd"},
    {"weekday_day_month", "EEEEMMMMd"},
    {"month_year", "yMMMM"},
    {"short_weekday", "=ccc"},
    {"short_month", "=LLL"},
};
constexpr std::string_view styles[] = {"short", "medium", "long", "full"};

const date::time_zone* zone_of(FilterCall& call) {
  const Value* named = call.keyword("zone");
  if (!named || named->is_nil()) return call.context().options().zone;
  if (named->is_string() && TimeZone::exists(named->string())) return date::locate_zone(named->string());
  throw liquid::Error(liquid::Fault::value, "zone must be a time zone such as \"Europe/Amsterdam\"");
}

WallTime wall_time(liquid::Moment at, const date::time_zone* zone) {
  return zone ? zone->to_local(at).time_since_epoch().count() : at.time_since_epoch().count();
}

// What a % directive that is a word means here; nothing for those that are digits in every language.
std::optional<std::string> word(char directive, const std::string& locale, WallTime at, bool has_day,
                                const LocaleFormats& formats) {
  switch (directive) {
    case 'A':
      return formats.date_by(locale, at, has_day ? "=EEEE" : "=cccc");
    case 'a':
      return formats.date_by(locale, at, has_day ? "=EEE" : "=ccc");
    // Beside a day, some languages decline the month: "31 января", but "январь".
    case 'B':
      return formats.date_by(locale, at, has_day ? "=MMMM" : "=LLLL");
    case 'b':
    case 'h':
      return formats.date_by(locale, at, has_day ? "=MMM" : "=LLL");
    case 'p':
    case 'P':
      return formats.letters(locale, formats.date_by(locale, at, "=a"),
                             directive == 'p' ? LetterCase::upper : LetterCase::lower);
    case 'x':
      return formats.date(locale, at, "short");
    case 'X':
      return formats.time(locale, at, "medium");
    case 'c':
      return formats.date(locale, at, "medium") + " " + formats.time(locale, at, "medium");
    default:
      return std::nullopt;
  }
}

constexpr std::string_view flags = "-_0^#";

bool has_day(std::string_view pattern) {
  for (std::size_t i = 0; i + 1 < pattern.size(); ++i) {
    if (pattern[i] != '%') continue;
    const std::size_t end = std::min(pattern.find_first_not_of(flags, i + 1), pattern.size() - 1);
    if (pattern[end] == 'd' || pattern[end] == 'e') return true;
    i = end;
  }
  return false;
}

// The pattern with its words put in; the digits are left to the engine.
std::string with_words(std::string_view pattern, const std::string& locale, WallTime at,
                       const LocaleFormats& formats) {
  const bool beside_day = has_day(pattern);
  std::string out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '%') {
      out += pattern[i];
      continue;
    }
    std::size_t end = i + 1;
    bool is_upper = false;
    while (end < pattern.size() && flags.find(pattern[end]) != std::string_view::npos)
      is_upper = pattern[end++] == '^' || is_upper;
    auto found = end < pattern.size() ? word(pattern[end], locale, at, beside_day, formats) : std::nullopt;
    end = std::min(end + 1, pattern.size());
    if (!found) {
      out += pattern.substr(i, end - i);
    } else {
      if (is_upper) found = formats.letters(locale, *found, LetterCase::upper);
      for (const char c : *found) out += c == '%' ? std::string("%%") : std::string(1, c);
    }
    i = end - 1;
  }
  return out;
}

// Whether people are to read it as a sentence: a pattern of digits alone may be meant for a machine.
bool has_words(std::string_view pattern) {
  for (std::size_t i = 0; i + 1 < pattern.size(); ++i) {
    if (pattern[i] != '%') continue;
    const std::size_t end = std::min(pattern.find_first_not_of(flags, i + 1), pattern.size() - 1);
    if (std::string_view("AaBbhpP").find(pattern[end]) != std::string_view::npos) return true;
    i = end;
  }
  return false;
}

// With the digits that the language writes beside its words.
std::string with_own_digits(std::string text, const std::string& locale, const LocaleFormats& formats) {
  const auto digit = [&](char c) {
    return formats.number(locale, std::string(1, c), NumberForm::plain, LocaleFormats::any_decimals);
  };
  if (digit('0') == "0") return text;
  std::string out;
  for (const char c : text) out += c >= '0' && c <= '9' ? digit(c) : std::string(1, c);
  return out;
}

[[noreturn]] void unknown_form(std::string_view form) {
  std::vector<std::string> names(std::begin(styles), std::end(styles));
  for (const NamedForm& known : forms) names.emplace_back(known.name);
  const std::string near = did_you_mean(form, names);
  throw liquid::Error(
      liquid::Fault::value, fmt::format("date has no form \"{}\"", shortened(form, 40)),
      near.empty() ? "write \"long\", \"day_month\", a pattern such as \"%d-%m-%Y\", or the like" : near);
}

Value date_filter(FilterCall& call, const LocaleFormats& formats) {
  const auto moment = liquid::moment_of(call.input(), call.context().options());
  if (!moment) return call.take_input();
  const date::time_zone* zone = zone_of(call);
  const WallTime at = wall_time(*moment, zone);
  const std::string locale = locale_of(call);
  if (const Value* skeleton = call.keyword("skeleton"); skeleton && skeleton->is_string()) {
    const std::string& letters = skeleton->string();
    if (letters.empty() || letters.size() > 20 ||
        letters.find_first_not_of("GyYQMLEcdjhHmsB") != std::string::npos)
      throw liquid::Error(liquid::Fault::value, "skeleton must be letters of a date such as \"yMMMd\"");
    return Value(formats.date_by(locale, at, letters));
  }
  const Value usual("medium");
  const liquid::Text form(call.has(0) ? call.argument(0) : usual, call.budget());
  if (form.view().find('%') != std::string_view::npos) {
    call.budget().allow_size(form.view().size());
    std::string text =
        liquid::format_date(*moment, with_words(form.view(), locale, at, formats), zone, call.budget());
    return Value(has_words(form.view()) ? with_own_digits(std::move(text), locale, formats)
                                        : std::move(text));
  }
  for (const std::string_view style : styles)
    if (form.view() == style) return Value(formats.date(locale, at, style));
  for (const NamedForm& known : forms)
    if (form.view() == known.name) return Value(formats.date_by(locale, at, known.skeleton));
  unknown_form(form.view());
}

Value time_filter(FilterCall& call, const LocaleFormats& formats) {
  const auto moment = liquid::moment_of(call.input(), call.context().options());
  if (!moment) return call.take_input();
  const std::string style =
      choice(call, "time", call.has(0) ? &call.argument(0) : nullptr, {"short", "medium"}, "short");
  return Value(formats.time(locale_of(call), wall_time(*moment, zone_of(call)), style));
}

}  // namespace

void add_time_filters(liquid::FilterSet& set, const Formats& formats) {
  const auto with = [&formats](Value (*filter)(FilterCall&, const LocaleFormats&)) {
    return [formats, filter](FilterCall& call) { return filter(call, *formats); };
  };
  set.add({"date", 0, 1, with(date_filter), {"zone", "skeleton"}});
  set.add({"time", 0, 1, with(time_filter), {"zone"}});
}

}  // namespace lifecycled
