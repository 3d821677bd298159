#include "liquid/number.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "liquid/error.hpp"
#include "liquid/text.hpp"

namespace lifecycled::liquid {

namespace {

// digits * 10^exponent; the shortest one that stands for a double.
struct Decimal {
  Wide digits = 0;
  int exponent = 0;
};

constexpr Wide widest = (static_cast<Wide>(1) << 126) - 1;
// 2^127, the first that is too large for an integer here.
constexpr double beyond_wide = 170141183460469231731687303715884105728.0;

Wide magnitude(Wide value) { return value < 0 ? -value : value; }

std::optional<Wide> scaled(Wide digits, int places) {
  while (places-- > 0) {
    if (magnitude(digits) > widest / 10) return std::nullopt;
    digits *= 10;
  }
  return digits;
}

Decimal decimal(const Number& number) {
  if (number.is_integer) return {number.integer, 0};
  if (std::fabs(number.real) < 1e15 && number.real == std::trunc(number.real))
    return {static_cast<std::int64_t>(number.real), 0};
  std::array<char, 64> buffer{};
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), number.real, std::chars_format::scientific)
          .ptr;
  Decimal result;
  bool behind_point = false;
  const char* at = buffer.data();
  const bool is_negative = *at == '-';
  if (is_negative) ++at;
  for (; at != end && *at != 'e'; ++at) {
    if (*at == '.') {
      behind_point = true;
      continue;
    }
    if (!is_digit(*at)) return {};  // not a finite number
    result.digits = result.digits * 10 + (*at - '0');
    if (behind_point) --result.exponent;
  }
  int exponent = 0;
  if (at != end) {
    ++at;
    if (*at == '+') ++at;
    std::from_chars(at, end, exponent);
  }
  result.exponent += exponent;
  if (is_negative) result.digits = -result.digits;
  return result;
}

__extension__ typedef unsigned __int128 Size;

std::string digits_text(Wide digits) {
  constexpr Size half =
      10'000'000'000'000'000'000U;  // 10^19 fits in 64 bits, so digits come in two or three runs
  std::string text = digits < 0 ? "-" : "";
  // The least one has no positive counterpart.
  const Size size = digits < 0 ? Size{0} - static_cast<Size>(digits) : static_cast<Size>(digits);
  const std::string low = std::to_string(static_cast<std::uint64_t>(size % half));
  if (size >= half) {
    text += digits_text(static_cast<Wide>(size / half));
    text.append(19 - low.size(), '0');
  }
  return text += low;
}

Number real(double value) { return {false, 0, value}; }

// Up to here every integer is a double, and so is every power of ten up to 10^22: one operation on two of
// them is rounded as the exact result would be.
constexpr Wide most_exact = static_cast<Wide>(1) << 53;
constexpr std::array<double, 23> powers = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                           1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                           1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

bool is_exact(Wide digits) { return magnitude(digits) <= most_exact; }

// The double nearest to a decimal number: one that is too large is infinite, and never a wrong number.
double nearest_double(std::string_view text) {
  const char* const end = text.data() + text.size();
  double result = 0;
  if (std::from_chars(text.data(), end, result).ec != std::errc::result_out_of_range) return result;
  // Too large or too small: a wider type tells which.
  long double wide = 0;
  if (std::from_chars(text.data(), end, wide).ec != std::errc::result_out_of_range)
    return static_cast<double>(wide);
  const auto first = text.find_first_not_of("-0");
  if (first == std::string_view::npos || text[first] == '.') return 0;
  return std::numeric_limits<double>::infinity() * (text.starts_with('-') ? -1 : 1);
}

Number real(const Decimal& value) {
  if (is_exact(value.digits) && value.exponent >= -22 && value.exponent <= 22) {
    const auto digits = static_cast<double>(static_cast<std::int64_t>(value.digits));
    const auto power = powers[static_cast<std::size_t>(std::abs(value.exponent))];
    return real(value.exponent < 0 ? digits / power : digits * power);
  }
  return real(nearest_double(digits_text(value.digits) + "e" + std::to_string(value.exponent)));
}

bool is_negative(const Number& number) {
  return number.is_integer ? number.integer < 0 : std::signbit(number.real);
}

// Ruby's decimals keep the sign of a zero that is a product or a quotient.
Number with_sign(Number result, const Number& a, const Number& b) {
  if (result.real == 0) result.real = is_negative(a) != is_negative(b) ? -0.0 : 0.0;
  return result;
}

// Infinity and NaN have no digits to count with.
bool has_digits(const Number& a, const Number& b) {
  return (a.is_integer || std::isfinite(a.real)) && (b.is_integer || std::isfinite(b.real));
}

Number integer(double value) {
  // What no integer here holds stays a real number.
  if (value >= -beyond_wide && value < beyond_wide) return {true, static_cast<Wide>(value), 0};
  return real(value);
}

std::int64_t nearest_int64(Wide value) {
  return static_cast<std::int64_t>(std::clamp<Wide>(value, std::numeric_limits<std::int64_t>::min(),
                                                    std::numeric_limits<std::int64_t>::max()));
}

// Both with the same exponent, or nothing when they lie too far apart for exact work.
struct Aligned {
  Wide a;
  Wide b;
  int exponent;
};
std::optional<Aligned> align(const Number& a, const Number& b) {
  const Decimal x = decimal(a);
  const Decimal y = decimal(b);
  const int exponent = std::min(x.exponent, y.exponent);
  if (x.exponent - exponent > 40 || y.exponent - exponent > 40) return std::nullopt;
  const auto left = scaled(x.digits, x.exponent - exponent);
  const auto right = scaled(y.digits, y.exponent - exponent);
  if (!left || !right) return std::nullopt;
  return Aligned{*left, *right, exponent};
}

Wide floor_divide(Wide a, Wide b) {
  const Wide quotient = a / b;
  return a % b != 0 && ((a < 0) != (b < 0)) ? quotient - 1 : quotient;
}

bool is_zero(const Number& b) { return b.is_integer ? b.integer == 0 : b.real == 0; }

void refuse_zero(const Number& a, const Number& b) {
  if (a.is_integer && b.is_integer && b.integer == 0) throw Error(Fault::value, "divided by 0");
}

}  // namespace

Number to_number(const Value& value) {
  if (value.kind() == Kind::integer) return {true, value.integer(), 0};
  if (value.kind() == Kind::real) return real(value.real());
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
    return real(nearest_double(text));
  const auto end = static_cast<std::size_t>(rest.data() + whole - text.data());
  if (const auto number = parse_whole(text.substr(0, end))) return {true, *number, 0};
  const double result = nearest_double(rest.substr(0, whole));
  return real(text.starts_with('-') ? -result : result);
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
  const Number cut = integer(std::trunc(number.real));
  if (cut.is_integer) return nearest_int64(cut.integer);
  return number.real < 0 ? std::numeric_limits<std::int64_t>::min()
                         : std::numeric_limits<std::int64_t>::max();
}

Number add(const Number& a, const Number& b) {
  Wide result = 0;
  if (a.is_integer && b.is_integer) {
    if (!__builtin_add_overflow(a.integer, b.integer, &result)) return {true, result, 0};
    return real(a.as_real() + b.as_real());
  }
  if (!has_digits(a, b) || (is_zero(a) && is_zero(b))) return real(a.as_real() + b.as_real());
  const auto aligned = align(a, b);
  if (!aligned) return real(a.as_real() + b.as_real());
  return real(Decimal{aligned->a + aligned->b, aligned->exponent});
}

Number subtract(const Number& a, const Number& b) {
  Wide result = 0;
  if (a.is_integer && b.is_integer) {
    if (!__builtin_sub_overflow(a.integer, b.integer, &result)) return {true, result, 0};
    return real(a.as_real() - b.as_real());
  }
  if (!has_digits(a, b) || (is_zero(a) && is_zero(b))) return real(a.as_real() - b.as_real());
  const auto aligned = align(a, b);
  if (!aligned) return real(a.as_real() - b.as_real());
  return real(Decimal{aligned->a - aligned->b, aligned->exponent});
}

Number multiply(const Number& a, const Number& b) {
  Wide result = 0;
  if (a.is_integer && b.is_integer) {
    if (!__builtin_mul_overflow(a.integer, b.integer, &result)) return {true, result, 0};
    return real(a.as_real() * b.as_real());
  }
  if (!has_digits(a, b)) return real(a.as_real() * b.as_real());
  const Decimal x = decimal(a);
  const Decimal y = decimal(b);
  Wide product = 0;
  if (__builtin_mul_overflow(x.digits, y.digits, &product)) return real(a.as_real() * b.as_real());
  return with_sign(real(Decimal{product, x.exponent + y.exponent}), a, b);
}

Number divide(const Number& a, const Number& b) {
  refuse_zero(a, b);
  if (is_zero(b) || !has_digits(a, b)) return real(a.as_real() / b.as_real());
  if (a.is_integer && b.is_integer) {
    if (b.integer == -1) return subtract(Number{}, a);  // the least one has no positive counterpart
    return {true, floor_divide(a.integer, b.integer), 0};
  }
  if (is_zero(a)) return with_sign(real(0.0), a, b);
  const auto aligned = align(a, b);
  if (aligned && is_exact(aligned->a) && is_exact(aligned->b) && aligned->b != 0)
    return real(static_cast<double>(static_cast<std::int64_t>(aligned->a)) /
                static_cast<double>(static_cast<std::int64_t>(aligned->b)));
  Decimal x = decimal(a);
  const Decimal y = decimal(b);
  if (y.digits == 0) return real(a.as_real() / b.as_real());
  // As many digits as fit, and one more that says whether anything was left over: then rounding is right.
  while (magnitude(x.digits) < widest / 1000 && x.digits != 0) {
    x.digits *= 10;
    --x.exponent;
  }
  const Wide quotient = x.digits / y.digits;
  const bool has_rest = quotient * y.digits != x.digits;
  const Wide sticky = !has_rest ? 0 : (x.digits < 0) != (y.digits < 0) ? -1 : 1;
  if (magnitude(quotient) > widest / 10) return real(Decimal{quotient, x.exponent - y.exponent});
  return real(Decimal{quotient * 10 + sticky, x.exponent - y.exponent - 1});
}

Number modulo(const Number& a, const Number& b) {
  refuse_zero(a, b);
  if (is_zero(b)) throw Error(Fault::value, "divided by 0");
  if (!has_digits(a, b)) return real(std::fmod(a.as_real(), b.as_real()));
  if (a.is_integer && b.is_integer) {
    if (b.integer == -1) return {};
    const Wide rest = a.integer % b.integer;
    return {true, rest != 0 && ((rest < 0) != (b.integer < 0)) ? rest + b.integer : rest, 0};
  }
  const auto aligned = align(a, b);
  if (!aligned || aligned->b == 0) {
    const double rest = std::fmod(a.as_real(), b.as_real());
    return real(rest != 0 && ((rest < 0) != (b.as_real() < 0)) ? rest + b.as_real() : rest);
  }
  return real(Decimal{aligned->a - floor_divide(aligned->a, aligned->b) * aligned->b, aligned->exponent});
}

Number round_to(const Number& number, std::int64_t places) {
  if (number.is_integer && places >= 0) return number;
  if (!number.is_integer && !std::isfinite(number.real))
    throw Error(Fault::value, "cannot round an infinite number");
  Decimal value = decimal(number);
  const std::int64_t dropped = -places - value.exponent;
  if (dropped > 0) {
    if (dropped > 38) return places > 0 ? real(0.0) : Number{};
    Wide kept = 0;
    if (dropped < 19 && magnitude(value.digits) < most_exact) {
      // The same in 64 bits, which is what nearly every price needs.
      const auto digits = static_cast<std::int64_t>(value.digits);
      std::int64_t unit = 1;
      for (std::int64_t i = 0; i < dropped; ++i) unit *= 10;
      const std::int64_t rest = std::abs(digits % unit);
      kept = digits / unit + (rest >= unit - rest ? (digits < 0 ? -1 : 1) : 0);
    } else {
      Wide unit = 1;
      for (std::int64_t i = 0; i < dropped; ++i) unit *= 10;
      const Wide rest = magnitude(value.digits % unit);
      kept = value.digits / unit + (rest >= unit - rest ? (value.digits < 0 ? -1 : 1) : 0);
    }
    value = {kept, static_cast<int>(-places)};
  }
  if (places > 0) return real(value);
  const auto whole = value.exponent <= 40 ? scaled(value.digits, value.exponent) : std::nullopt;
  return whole ? Number{true, *whole, 0} : real(value);
}

Number round_down(const Number& number) {
  return number.is_integer ? number : integer(std::floor(number.real));
}

Number round_up(const Number& number) { return number.is_integer ? number : integer(std::ceil(number.real)); }

std::partial_ordering compare(const Number& a, const Number& b) {
  if (a.is_integer && b.is_integer) return a.integer <=> b.integer;
  if (!a.is_integer && !b.is_integer) return a.real <=> b.real;
  if (!a.is_integer) {
    const auto turned = compare(b, a);
    return 0 <=> turned;
  }
  if (b.real >= beyond_wide) return std::partial_ordering::less;
  if (b.real < -beyond_wide) return std::partial_ordering::greater;
  if (std::isnan(b.real)) return std::partial_ordering::unordered;
  // As integers, for the double nearest to an integer need not be that integer; then what was cut off counts.
  const double whole = std::trunc(b.real);
  if (const auto order = a.integer <=> static_cast<Wide>(whole); order != 0) return order;
  return whole <=> b.real;
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
