// Decimal fractions: what numbers of Liquid are counted with, so that 10.1 + 2.2 is 12.3. For number.cpp and
// number_text.cpp only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "liquid/number.hpp"

namespace lifecycled::liquid {

// digits * 10^exponent; the shortest one that stands for a double.
struct Decimal {
  Wide digits = 0;
  int exponent = 0;
};

constexpr Wide widest = (static_cast<Wide>(1) << 126) - 1;
// 2^127, the first that is too large for an integer here.
constexpr double beyond_wide = 170141183460469231731687303715884105728.0;
// Up to here every integer is a double.
constexpr Wide most_exact = static_cast<Wide>(1) << 53;

inline Wide magnitude(Wide value) { return value < 0 ? -value : value; }
inline bool is_exact(Wide digits) { return magnitude(digits) <= most_exact; }

// digits * 10^places, if that fits.
std::optional<Wide> scaled(Wide digits, int places);
Decimal decimal(const Number& number);
// The double nearest to it.
double nearest_double(const Decimal& value);
// The double nearest to a decimal number: one that is too large is infinite, and never a wrong number.
double nearest_double(std::string_view text);
std::string digits_text(Wide digits);

// Both with the same exponent, or nothing when they lie too far apart for exact work.
struct Aligned {
  Wide a;
  Wide b;
  int exponent;
};
std::optional<Aligned> align(const Number& a, const Number& b);

}  // namespace lifecycled::liquid
