#include "liquid/date_parse.hpp"

#include <array>
#include <charconv>
#include <utility>

#include <date/tz.h>

#include "liquid/error.hpp"
#include "liquid/text.hpp"
#include "liquid/zone_name.hpp"

namespace lifecycled::liquid {

namespace {

using namespace std::chrono_literals;

constexpr std::array<std::string_view, 12> months = {"jan", "feb", "mar", "apr", "may", "jun",
                                                     "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> weekdays = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
// Seconds since 1970 beyond these are no dates that anybody means.
constexpr std::int64_t furthest = 200'000'000'000;

// Reads a date piece by piece, in whatever order the pieces come.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool read() {
    for (skip(); !rest_.empty(); skip())
      if (!piece()) return false;
    return month_ || hour_;
  }

  std::optional<std::chrono::seconds> offset_read() const { return offset_; }
  std::chrono::nanoseconds finer_than_milliseconds() const { return fraction_ % 1ms; }

  std::optional<Moment> moment(const RenderOptions& options) const {
    date::year_month_day day;
    if (year_ && month_) {
      day = date::year{*year_} / date::month{*month_} / date::day{day_.value_or(1)};
    } else {
      if (!options.now) return std::nullopt;
      const auto now = now_of(options);
      const auto local = options.zone == nullptr
                             ? date::local_time<std::chrono::milliseconds>(now.time_since_epoch())
                             : options.zone->to_local(now);
      day = date::year_month_day(date::floor<date::days>(local));
      if (month_) day = day.year() / date::month{*month_} / date::day{day_.value_or(1)};
    }
    // Ruby goes on from 30 February to 1 March.
    const auto of_month = static_cast<unsigned>(day.day());
    if (!day.year().ok() || !day.month().ok() || of_month < 1 || of_month > 31) return std::nullopt;
    const auto days = day_of_year_
                          ? date::local_days(day.year() / 1 / 1) + date::days(*day_of_year_ - 1)
                          : date::local_days(day.year() / day.month() / 1) + date::days(of_month - 1);
    const auto local = days + std::chrono::hours(hour_.value_or(0)) + std::chrono::minutes(minute_) +
                       std::chrono::seconds(second_) +
                       std::chrono::floor<std::chrono::milliseconds>(fraction_);
    if (offset_) return Moment(local.time_since_epoch()) - *offset_;
    if (options.zone == nullptr) return Moment(local.time_since_epoch());
    return Moment(options.zone->to_sys(local, date::choose::earliest));
  }

 private:
  void skip() {
    while (!rest_.empty() && (is_space(rest_.front()) || rest_.front() == ',')) rest_.remove_prefix(1);
  }
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  std::string_view digits() {
    std::size_t end = 0;
    while (end < rest_.size() && is_digit(rest_[end])) ++end;
    const auto result = rest_.substr(0, end);
    rest_.remove_prefix(end);
    return result;
  }
  static int number(std::string_view digits) {
    int value = -1;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return digits.size() > 9 ? -1 : value;
  }

  bool piece() {
    if (is_letter(rest_.front())) return word();
    if (is_digit(rest_.front())) return numbers();
    if (rest_.front() == '+' || rest_.front() == '-') return hour_ && !offset_ && offset();
    return false;
  }

  bool word() {
    std::size_t end = 0;
    while (end < rest_.size() && is_letter(rest_[end])) ++end;
    const auto word = rest_.substr(0, end);
    rest_.remove_prefix(end);
    take('.');
    if (word == "t") {
      is_time_next_ = month_ && !hour_;
      return is_time_next_;
    }
    if (word == "z" || word == "ut" || word == "utc" || word == "gmt") {
      offset_ = 0s;
      return hour_.has_value();
    }
    if (word == "am" || word == "pm") return half_of_day(word == "pm");
    if (word.size() < 3) return false;
    for (unsigned i = 0; i < months.size(); ++i) {
      if (word.substr(0, 3) != months[i]) continue;
      if (month_) return false;
      month_ = i + 1;
      if (day_) take('-');
      return true;
    }
    for (const auto weekday : weekdays)
      if (word.substr(0, 3) == weekday) return true;
    if (!hour_ || offset_) return false;
    offset_ = offset_of_zone(word);
    return offset_.has_value();
  }

  bool half_of_day(bool is_afternoon) {
    if (!hour_ || *hour_ < 1 || *hour_ > 12) return false;
    hour_ = *hour_ % 12 + (is_afternoon ? 12 : 0);
    return true;
  }

  bool numbers() {
    const bool is_time_next = std::exchange(is_time_next_, false);
    const auto first = digits();
    if (!rest_.empty() && rest_.front() == ':') return !hour_ && time(number(first));
    if (is_time_next && first.size() % 2 == 0 && first.size() <= 6) return compact_time(first);
    const bool is_separated =
        rest_.size() > 1 && (rest_.front() == '-' || rest_.front() == '/' || rest_.front() == '.');
    if (is_separated && is_digit(rest_[1]) && !month_) return numeric_date(first, rest_.front());
    if (rest_.starts_with("am") || rest_.starts_with("pm")) {
      hour_ = number(first);
      return true;
    }
    for (const std::string_view ending : {"st", "nd", "rd", "th"}) {
      if (!rest_.starts_with(ending)) continue;
      rest_.remove_prefix(2);
      break;
    }
    // "14-Mar-2016"
    if (!rest_.empty() && rest_.front() == '-') rest_.remove_prefix(1);
    if (first.size() == 8 && !month_) return compact_date(first);
    if (first.size() > 2) {
      if (year_) return false;
      year_ = number(first);
      return true;
    }
    if (day_) return false;
    day_ = static_cast<unsigned>(number(first));
    return true;
  }

  bool compact_date(std::string_view digits) {
    year_ = number(digits.substr(0, 4));
    month_ = static_cast<unsigned>(number(digits.substr(4, 2)));
    day_ = static_cast<unsigned>(number(digits.substr(6)));
    return true;
  }

  // The 17, 1705 or 170509 of 20160314T170509.
  bool compact_time(std::string_view digits) {
    hour_ = number(digits.substr(0, 2));
    if (digits.size() > 2) minute_ = number(digits.substr(2, 2));
    if (digits.size() > 4) second_ = number(digits.substr(4));
    return fraction() && is_time();
  }

  // 2016-03-14, 14/03/2016, 14.3.2016 or 2016-074
  bool numeric_date(std::string_view first, char separator) {
    take(separator);
    const auto middle = digits();
    const int second = number(middle);
    int third = 1;
    if (take(separator))
      third = number(digits());
    else if (separator == '-' && first.size() == 4 && middle.size() == 3)
      return ordinal_date(number(first), second);
    else if (separator != '/')
      return false;  // "2024-06" is no date to Ruby, and "2024/06" is
    const bool is_year_first = first.size() > 2;
    if (second < 0 || third < 0) return false;
    year_ = is_year_first ? number(first) : third;
    day_ = static_cast<unsigned>(is_year_first ? third : number(first));
    month_ = static_cast<unsigned>(second);
    return *year_ > 31;
  }

  bool ordinal_date(int year, int day) {
    year_ = year;
    month_ = 1;
    day_of_year_ = day;
    return day >= 1 && day <= (date::year(year).is_leap() ? 366 : 365);
  }

  bool time(int hour) {
    take(':');
    hour_ = hour;
    minute_ = number(digits());
    if (take(':')) second_ = number(digits());
    return fraction() && is_time();
  }

  bool fraction() {
    if (!take('.')) return true;
    auto digits = std::string(this->digits().substr(0, 9));
    if (digits.empty()) return false;
    digits.resize(9, '0');
    fraction_ = std::chrono::nanoseconds(number(digits));
    return true;
  }

  bool is_time() const {
    return *hour_ >= 0 && *hour_ <= 24 && minute_ >= 0 && minute_ < 60 && second_ >= 0 && second_ <= 60;
  }

  // +01:00, +0100, +01
  bool offset() {
    const int sign = rest_.front() == '-' ? -1 : 1;
    rest_.remove_prefix(1);
    auto hours = digits();
    std::string_view minutes;
    if (take(':')) {
      minutes = digits();
    } else if (hours.size() == 4) {
      minutes = hours.substr(2);
      hours = hours.substr(0, 2);
    }
    const int h = number(hours);
    const int m = minutes.empty() ? 0 : number(minutes);
    if (h < 0 || h > 24 || m < 0 || m > 59) return false;
    offset_ = std::chrono::seconds(sign * (h * 3600 + m * 60));
    return true;
  }

  std::string_view rest_;
  std::optional<int> year_;
  std::optional<unsigned> month_;
  std::optional<unsigned> day_;
  std::optional<int> hour_;
  int minute_ = 0;
  int second_ = 0;
  std::chrono::nanoseconds fraction_{0};
  std::optional<int> day_of_year_;
  bool is_time_next_ = false;  // behind the T of a date
  std::optional<std::chrono::seconds> offset_;
};

}  // namespace

Moment now_of(const RenderOptions& options) {
  if (!options.now) throw Error(Fault::value, "\"now\" is not known here");
  return std::chrono::floor<std::chrono::milliseconds>(options.now());
}

std::optional<ReadDate> read_date(std::string_view text, const RenderOptions& options) {
  if (text.size() > 100) return std::nullopt;
  const std::string lower = lower_case(strip(text));
  if (lower == "now" || lower == "today") return ReadDate{now_of(options), {}, {}};
  if (!lower.empty() && lower.find_first_not_of("0123456789") == std::string::npos) {
    std::int64_t seconds = furthest + 1;
    std::from_chars(lower.data(), lower.data() + lower.size(), seconds);
    if (seconds > furthest) return std::nullopt;
    return ReadDate{Moment(std::chrono::seconds(seconds)), {}, {}};
  }
  Reader reader(lower);
  if (!reader.read()) return std::nullopt;
  const auto moment = reader.moment(options);
  if (!moment) return std::nullopt;
  return ReadDate{*moment, reader.finer_than_milliseconds(), reader.offset_read()};
}

std::optional<Moment> parse_date(std::string_view text, const RenderOptions& options) {
  const auto read = read_date(text, options);
  return read ? std::optional(read->moment) : std::nullopt;
}

}  // namespace lifecycled::liquid
