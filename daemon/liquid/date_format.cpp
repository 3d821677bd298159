#include "liquid/date_format.hpp"

#include <array>

#include <date/iso_week.h>
#include <date/tz.h>

#include "liquid/text.hpp"

namespace lifecycled::liquid {

namespace {

constexpr std::array<std::string_view, 12> month_names = {"January",   "February", "March",    "April",
                                                          "May",       "June",     "July",     "August",
                                                          "September", "October",  "November", "December"};
constexpr std::array<std::string_view, 7> day_names = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                       "Thursday", "Friday", "Saturday"};
constexpr unsigned widest = 256;

struct Directive {
  char letter = 0;
  char pad = 0;  // '0', '_', '-' or none
  bool upper = false;
  bool swap = false;
  unsigned colons = 0;
  unsigned width = 0;
};

class Formatter {
 public:
  Formatter(Moment moment, const date::time_zone* zone, Budget& budget, std::chrono::nanoseconds finer)
      : moment_(moment), finer_(finer), budget_(budget) {
    if (zone != nullptr) {
      const auto info = zone->get_info(moment);
      offset_ = info.offset;
      abbreviation_ = info.abbrev;
    }
    split();
  }
  Formatter(Moment moment, std::chrono::seconds offset, Budget& budget, std::chrono::nanoseconds finer)
      : moment_(moment), finer_(finer), budget_(budget), offset_(offset) {
    if (offset_.count() != 0) abbreviation_.clear();
    split();
  }

  std::string format(std::string_view text) {
    std::string out;
    append(out, text);
    return out;
  }

 private:
  void split() {
    const auto local = date::local_time<std::chrono::milliseconds>((moment_ + offset_).time_since_epoch());
    day_ = date::floor<date::days>(local);
    date_ = date::year_month_day(day_);
    time_ = date::hh_mm_ss<std::chrono::milliseconds>(local - day_);
    weekday_ = date::weekday(day_).c_encoding();
    day_of_year_ = static_cast<unsigned>((day_ - date::local_days(date_.year() / 1 / 1)).count()) + 1;
  }

  void append(std::string& out, std::string_view text) {
    while (!text.empty()) {
      const auto percent = std::min(text.find('%'), text.size());
      out += text.substr(0, percent);
      text.remove_prefix(percent);
      if (text.empty()) break;
      Directive directive;
      const std::size_t length = read(text, directive);
      if (length == 0 || !expand(out, directive)) {
        const std::size_t shown = std::max<std::size_t>(1, length);
        out += text.substr(0, shown);
        text.remove_prefix(shown);
      } else {
        text.remove_prefix(length);
      }
      budget_.charge(1);
      budget_.allow_size(out.size());
    }
  }

  // Length of the directive at the front, 0 when it is cut off.
  static std::size_t read(std::string_view text, Directive& directive) {
    std::size_t at = 1;
    for (; at < text.size(); ++at) {
      const char c = text[at];
      if (c == '-' || c == '_' || c == '0')
        directive.pad = c;
      else if (c == '^')
        directive.upper = true;
      else if (c == '#')
        directive.swap = true;
      else if (c == ':')
        ++directive.colons;
      else
        break;
    }
    for (; at < text.size() && is_digit(text[at]); ++at)
      directive.width = std::min(widest, directive.width * 10 + static_cast<unsigned>(text[at] - '0'));
    // %Ey and %Od ask for a locale's own numbers, which are the usual ones here.
    if (at + 1 < text.size()) {
      const std::string_view takes = text[at] == 'E' ? "cCxXyY" : text[at] == 'O' ? "deHkIlmMSuUVwWy" : "";
      if (takes.find(text[at + 1]) != std::string_view::npos) ++at;
    }
    if (at == text.size()) return 0;
    directive.letter = text[at];
    return at + 1;
  }

  static void pad(std::string& out, std::string_view text, const Directive& directive, char usual,
                  unsigned width) {
    if (directive.width > 0) width = directive.width;
    const char with = directive.pad == '0' ? '0' : directive.pad == '_' ? ' ' : usual;
    if (directive.pad != '-' && text.size() < width) out.append(width - text.size(), with);
    out += text;
  }
  static void number(std::string& out, std::int64_t value, const Directive& directive, char usual,
                     unsigned width) {
    pad(out, std::to_string(value), directive, usual, width);
  }
  static void word(std::string& out, std::string_view text, const Directive& directive,
                   bool swap_is_lower = false) {
    const bool upper = directive.upper || (directive.swap && !swap_is_lower);
    const std::string changed = upper                             ? upper_case(text)
                                : directive.swap && swap_is_lower ? lower_case(text)
                                                                  : std::string(text);
    pad(out, changed, directive, ' ', 0);
  }
  void nested(std::string& out, std::string_view format, const Directive& directive) {
    std::string inner;
    append(inner, format);
    word(out, inner, directive);
  }

  void fraction(std::string& out, unsigned digits) const {
    const auto nanoseconds = std::chrono::nanoseconds(time_.subseconds()) + finer_;
    std::string text = std::to_string(nanoseconds.count() + 1'000'000'000).substr(1);
    text.resize(digits, '0');
    out += text;
  }
  void zone(std::string& out, const Directive& directive) const {
    const auto seconds = offset_.count() < 0 ? -offset_.count() : offset_.count();
    const auto two = [](std::int64_t value) { return (value < 10 ? "0" : "") + std::to_string(value); };
    const std::string colon = directive.colons > 0 ? ":" : "";
    std::string text = (offset_.count() < 0 ? "-" : "+") + two(seconds / 3600);
    // %:::z is as short as can be.
    const bool is_short = directive.colons == 3;
    if (!is_short || seconds % 3600 != 0) text += colon + two(seconds / 60 % 60);
    if (is_short ? seconds % 60 != 0 : directive.colons > 1) text += ":" + two(seconds % 60);
    if (directive.width > text.size()) text.insert(1, directive.width - text.size(), '0');
    out += text;
  }
  // Weeks that begin on a given weekday; the days before the first one are week 0.
  unsigned week(unsigned begins_on) const { return (day_of_year_ + 6 - (weekday_ + 7 - begins_on) % 7) / 7; }

  bool expand(std::string& out, const Directive& d) {
    const int year = static_cast<int>(date_.year());
    const auto month = static_cast<unsigned>(date_.month());
    const auto hour = time_.hours().count();
    const auto hour12 = hour % 12 == 0 ? 12 : hour % 12;
    switch (d.letter) {
      case 'Y':
        number(out, year, d, '0', year < 0 ? 5 : 4);
        break;
      case 'C':
        number(out, year / 100, d, '0', 2);
        break;
      case 'y':
        number(out, year % 100, d, '0', 2);
        break;
      case 'm':
        number(out, month, d, '0', 2);
        break;
      case 'B':
        word(out, month_names[month - 1], d);
        break;
      case 'b':
      case 'h':
        word(out, month_names[month - 1].substr(0, 3), d);
        break;
      case 'd':
        number(out, static_cast<unsigned>(date_.day()), d, '0', 2);
        break;
      case 'e':
        number(out, static_cast<unsigned>(date_.day()), d, ' ', 2);
        break;
      case 'j':
        number(out, day_of_year_, d, '0', 3);
        break;
      case 'H':
        number(out, hour, d, '0', 2);
        break;
      case 'k':
        number(out, hour, d, ' ', 2);
        break;
      case 'I':
        number(out, hour12, d, '0', 2);
        break;
      case 'l':
        number(out, hour12, d, ' ', 2);
        break;
      case 'M':
        number(out, time_.minutes().count(), d, '0', 2);
        break;
      case 'S':
        number(out, time_.seconds().count(), d, '0', 2);
        break;
      case 'L':
        fraction(out, d.width == 0 ? 3 : d.width);
        break;
      case 'N':
        fraction(out, d.width == 0 ? 9 : d.width);
        break;
      case 'p':
        word(out, hour < 12 ? "AM" : "PM", d, true);
        break;
      case 'P':
        word(out, hour < 12 ? "am" : "pm", d);
        break;
      case 'A':
        word(out, day_names[weekday_], d);
        break;
      case 'a':
        word(out, day_names[weekday_].substr(0, 3), d);
        break;
      case 'u':
        number(out, weekday_ == 0 ? 7 : weekday_, d, '0', 1);
        break;
      case 'w':
        number(out, weekday_, d, '0', 1);
        break;
      case 'z':
        zone(out, d);
        break;
      case 'Z':
        word(out, abbreviation_, d, true);
        break;
      case 's':
        number(out, std::chrono::floor<std::chrono::seconds>(moment_.time_since_epoch()).count(), d, '0', 1);
        break;
      case 'n':
        out += '\n';
        break;
      case 't':
        out += '\t';
        break;
      case '%':
        out += '%';
        break;
      default:
        return expand_week(out, d) || expand_combined(out, d);
    }
    return true;
  }

  bool expand_week(std::string& out, const Directive& d) const {
    const iso_week::year_weeknum_weekday iso(iso_week::local_days{day_.time_since_epoch()});
    switch (d.letter) {
      case 'G':
        number(out, static_cast<int>(iso.year()), d, '0', 4);
        break;
      case 'g':
        number(out, static_cast<int>(iso.year()) % 100, d, '0', 2);
        break;
      case 'V':
        number(out, static_cast<unsigned>(iso.weeknum()), d, '0', 2);
        break;
      case 'U':
        number(out, week(0), d, '0', 2);
        break;
      case 'W':
        number(out, week(1), d, '0', 2);
        break;
      default:
        return false;
    }
    return true;
  }

  bool expand_combined(std::string& out, const Directive& d) {
    switch (d.letter) {
      case 'c':
        nested(out, "%a %b %e %H:%M:%S %Y", d);
        break;
      case 'D':
      case 'x':
        nested(out, "%m/%d/%y", d);
        break;
      case 'F':
        nested(out, "%Y-%m-%d", d);
        break;
      case 'v':
        nested(out, "%e-%^b-%Y", d);
        break;
      case 'r':
        nested(out, "%I:%M:%S %p", d);
        break;
      case 'R':
        nested(out, "%H:%M", d);
        break;
      case 'T':
      case 'X':
        nested(out, "%H:%M:%S", d);
        break;
      case '+':
        nested(out, "%a %b %e %H:%M:%S %Z %Y", d);
        break;
      default:
        return false;
    }
    return true;
  }

  Moment moment_;
  std::chrono::nanoseconds finer_;
  Budget& budget_;
  std::chrono::seconds offset_{0};
  std::string abbreviation_ = "UTC";
  date::local_days day_;
  date::year_month_day date_;
  date::hh_mm_ss<std::chrono::milliseconds> time_;
  unsigned weekday_ = 0;
  unsigned day_of_year_ = 0;
};

}  // namespace

std::string format_date(Moment moment, std::string_view format, const date::time_zone* zone, Budget& budget,
                        std::chrono::nanoseconds finer) {
  return Formatter(moment, zone, budget, finer).format(format);
}

std::string format_date(Moment moment, std::string_view format, std::chrono::seconds offset, Budget& budget,
                        std::chrono::nanoseconds finer) {
  return Formatter(moment, offset, budget, finer).format(format);
}

}  // namespace lifecycled::liquid
