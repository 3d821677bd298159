// Numbers read from texts and values, and written as Ruby writes them.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "liquid/decimal.hpp"
#include "liquid/error.hpp"
#include "liquid/text.hpp"

namespace lifecycled::liquid {

namespace {

std::int64_t nearest_int64(Wide value) {
  return static_cast<std::int64_t>(std::clamp<Wide>(value, std::numeric_limits<std::int64_t>::min(),
                                                    std::numeric_limits<std::int64_t>::max()));
}

}  // namespace

Number to_number(const Value& value) {
  if (value.kind() == Kind::integer) return {true, value.integer(), 0};
  if (value.kind() == Kind::real) return {false, 0, value.real()};
  if (value.kind() == Kind::huge) return {true, value.huge(), 0};
  if (!value.is_string()) return {};
  std::string_view text = strip(value.string());
  std::string_view rest = text;
  if (!rest.empty() && (rest.front() == '-' || rest.front() == '+')) rest.remove_prefix(1);
  if (text.starts_with('+')) text.remove_prefix(1);
  std::size_t whole = 0;
  while (whole < rest.size() && is_digit(rest[whole])) ++whole;
  if (whole == 0) return {};
  std::size_t fraction = whole + 1;
  while (fraction < rest.size() && is_digit(rest[fraction])) ++fraction;
  // Only a text that is a decimal number as a whole counts as one; of "5.5 kg" the 5 counts.
  if (whole + 1 < rest.size() && rest[whole] == '.' && fraction == rest.size())
    return {false, 0, nearest_double(text)};
  const auto end = static_cast<std::size_t>(rest.data() + whole - text.data());
  if (const auto number = parse_whole(text.substr(0, end))) return {true, *number, 0};
  const double result = nearest_double(rest.substr(0, whole));
  return {false, 0, text.starts_with('-') ? -result : result};
}

std::int64_t to_integer(const Value& value, std::string_view what) {
  if (value.kind() == Kind::integer) return value.integer();
  if (value.kind() == Kind::huge) return nearest_int64(value.huge());
  if (value.is_string()) {
    const auto text = strip(value.string());
    const auto digits = text.substr(text.starts_with('-') || text.starts_with('+') ? 1 : 0);
    if (!digits.empty() && std::ranges::all_of(digits, is_digit)) {
      const auto number = parse_whole(text);
      if (number) return nearest_int64(*number);
      return text.starts_with('-') ? std::numeric_limits<std::int64_t>::min()
                                   : std::numeric_limits<std::int64_t>::max();
    }
  }
  throw Error(Fault::value, "invalid integer", std::string(what) + " must be a whole number");
}

std::int64_t truncated(const Value& value) {
  const Number number = to_number(value);
  if (number.is_integer) return nearest_int64(number.integer);
  if (number.real >= -beyond_wide && number.real < beyond_wide)
    return nearest_int64(static_cast<Wide>(std::trunc(number.real)));
  return number.real < 0 ? std::numeric_limits<std::int64_t>::min()
                         : std::numeric_limits<std::int64_t>::max();
}

std::optional<Wide> parse_whole(std::string_view digits) {
  const bool is_negative = digits.starts_with('-');
  if (is_negative || digits.starts_with('+')) digits.remove_prefix(1);
  if (digits.empty()) return std::nullopt;
  Wide value = 0;
  for (const char c : digits) {
    if (!is_digit(c) || __builtin_mul_overflow(value, Wide{10}, &value) ||
        __builtin_sub_overflow(value, Wide{c - '0'}, &value))  // the negative ones reach further by one
      return std::nullopt;
  }
  if (is_negative) return value;
  if (__builtin_sub_overflow(Wide{0}, value, &value)) return std::nullopt;
  return value;
}

void append_integer(std::string& out, Wide value) { out += digits_text(value); }

void append_integer(std::string& out, std::int64_t value) {
  std::array<char, 24> buffer{};
  out.append(buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr);
}

void append_real(std::string& out, double value) {
  if (!std::isfinite(value)) {
    out += std::isnan(value) ? "NaN" : value < 0 ? "-Infinity" : "Infinity";
    return;
  }
  std::array<char, 64> buffer{};
  char* const end = buffer.data() + buffer.size();
  const double size = std::fabs(value);
  if (size == 0 || (size >= 1e-4 && size < 1e15)) {
    const std::string_view text(buffer.data(),
                                std::to_chars(buffer.data(), end, value, std::chars_format::fixed).ptr);
    out += text;
    if (text.find('.') == std::string_view::npos) out += ".0";
    return;
  }
  const std::string_view text(buffer.data(),
                              std::to_chars(buffer.data(), end, value, std::chars_format::scientific).ptr);
  const auto e = text.find('e');
  out += text.substr(0, e);
  if (text.substr(0, e).find('.') == std::string_view::npos) out += ".0";
  out += text.substr(e);
}

}  // namespace lifecycled::liquid
