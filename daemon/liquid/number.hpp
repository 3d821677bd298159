// Numbers as Liquid counts with them: integers exactly, decimals as a person would (10.1 + 2.2 is 12.3),
// because Shopify's are decimal fractions and not binary ones. For the filters and the printer of this
// folder.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "liquid/value.hpp"

namespace lifecycled::liquid {

struct Number {
  bool is_integer = true;
  Wide integer = 0;
  double real = 0;

  double as_real() const { return is_integer ? static_cast<double>(integer) : real; }
  Value value() const { return is_integer ? Value::whole(integer) : Value(real); }
};

// "5", " 5.5 ", "5 apples" (5), "apples", nil and lists (0).
Number to_number(const Value& value);
// An integer or a string that is one, the nearest that fits; anything else is an Error that names `what`.
std::int64_t to_integer(const Value& value, std::string_view what);
// Whatever it is, cut to an integer: bounds of ranges.
std::int64_t truncated(const Value& value);

Number add(const Number& a, const Number& b);
Number subtract(const Number& a, const Number& b);
Number multiply(const Number& a, const Number& b);
// Of two integers these throw Error on zero; decimals make Infinity or NaN of it. Integers round down, and
// the remainder has the sign of b.
Number divide(const Number& a, const Number& b);
Number modulo(const Number& a, const Number& b);
// Half away from zero; `places` may be negative.
Number round_to(const Number& number, std::int64_t places);
Number round_down(const Number& number);
Number round_up(const Number& number);
// Exact, also where an integer has more digits than a double; NaN is unordered.
std::partial_ordering compare(const Number& a, const Number& b);

// 1.0 -> "1.0", 1e20 -> "1.0e+20".
void append_real(std::string& out, double value);
void append_integer(std::string& out, std::int64_t value);
void append_integer(std::string& out, Wide value);
// Digits, with a sign before them or none; nothing for more than 128 bits hold.
std::optional<Wide> parse_whole(std::string_view digits);

}  // namespace lifecycled::liquid
