#include "liquid/number.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "liquid/decimal.hpp"
#include "liquid/error.hpp"

namespace lifecycled::liquid {

namespace {

Number real(double value) { return {false, 0, value}; }
Number real(const Decimal& value) { return real(nearest_double(value)); }

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

Wide floor_divide(Wide a, Wide b) {
  const Wide quotient = a / b;
  return a % b != 0 && ((a < 0) != (b < 0)) ? quotient - 1 : quotient;
}

bool is_zero(const Number& b) { return b.is_integer ? b.integer == 0 : b.real == 0; }

void refuse_zero(const Number& a, const Number& b) {
  if (a.is_integer && b.is_integer && b.integer == 0) throw Error(Fault::value, "divided by 0");
}

// In Ruby's words, which suites of tests compare.
void refuse_infinite(const Number& number) {
  if (number.is_integer || std::isfinite(number.real)) return;
  const std::string found = std::isnan(number.real) ? "'NaN' (Not a Number)"
                            : number.real < 0       ? "'-Infinity'"
                                                    : "'Infinity'";
  throw Error(Fault::value, "Computation results in " + found);
}

}  // namespace

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
  refuse_infinite(number);
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
  refuse_infinite(number);
  return number.is_integer ? number : integer(std::floor(number.real));
}

Number round_up(const Number& number) {
  refuse_infinite(number);
  return number.is_integer ? number : integer(std::ceil(number.real));
}

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

}  // namespace lifecycled::liquid
