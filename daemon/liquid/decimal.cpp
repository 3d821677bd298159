#include "liquid/decimal.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "liquid/text.hpp"

namespace lifecycled::liquid {

namespace {

// Each of these is a double too, and one operation on two such is rounded as the exact result would be.
constexpr std::array<double, 23> powers = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                           1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                           1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

__extension__ typedef unsigned __int128 Size;

}  // namespace

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

double nearest_double(const Decimal& value) {
  if (is_exact(value.digits) && value.exponent >= -22 && value.exponent <= 22) {
    const auto digits = static_cast<double>(static_cast<std::int64_t>(value.digits));
    const auto power = powers[static_cast<std::size_t>(std::abs(value.exponent))];
    return value.exponent < 0 ? digits / power : digits * power;
  }
  return nearest_double(digits_text(value.digits) + "e" + std::to_string(value.exponent));
}

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

}  // namespace lifecycled::liquid
