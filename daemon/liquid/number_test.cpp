#include "liquid/number.hpp"

#include <cmath>
#include <limits>

#include <doctest/doctest.h>

#include "liquid/error.hpp"

using namespace lifecycled::liquid;

namespace {

std::string text(const Number& number) {
  std::string result;
  number.is_integer ? append_integer(result, number.integer) : append_real(result, number.real);
  return result;
}
Number number(const char* digits) { return to_number(Value(digits)); }

}  // namespace

TEST_CASE("decimals count as people count") {
  CHECK(text(add(number("10.1"), number("2.2"))) == "12.3");
  CHECK(text(subtract(number("0.3"), number("0.1"))) == "0.2");
  CHECK(text(multiply(number("1.1"), number("1.1"))) == "1.21");
  CHECK(text(divide(number("0.3"), number("0.1"))) == "3.0");
  CHECK(text(divide(number("20"), number("7.0"))) == "2.857142857142857");
  CHECK(text(divide(number("1"), number("3.0"))) == "0.3333333333333333");
  CHECK(text(modulo(number("10.1"), number("7.0"))) == "3.1");
  CHECK(text(modulo(number("-1"), number("3"))) == "2");
  CHECK(text(divide(number("-7"), number("2"))) == "-4");
}

TEST_CASE("rounding is half away from zero, on the digits that are seen") {
  CHECK(text(round_to(number("1.005"), 2)) == "1.01");
  CHECK(text(round_to(number("2.5"), 0)) == "3");
  CHECK(text(round_to(number("-2.5"), 0)) == "-3");
  CHECK(text(round_to(number("15"), -1)) == "20");
  CHECK(text(round_to(number("5"), 2)) == "5");
  CHECK(text(round_to(number("1.5"), 5)) == "1.5");
  CHECK(text(round_to(number("1.5"), -400)) == "0");
  CHECK(text(round_to(number("123456789012.345"), 2)) == "123456789012.35");
}

TEST_CASE("reals print as Ruby prints them") {
  CHECK(text({false, 0, 1.0}) == "1.0");
  CHECK(text({false, 0, 19.99}) == "19.99");
  CHECK(text({false, 0, 1e20}) == "1.0e+20");
  CHECK(text({false, 0, 1.5e-7}) == "1.5e-07");
  CHECK(text({false, 0, 0.0001}) == "0.0001");
  CHECK(text({false, 0, std::numeric_limits<double>::infinity()}) == "Infinity");
}

TEST_CASE("integers stay integers beyond 64 bits") {
  CHECK(text(add(number("9223372036854775807"), number("1"))) == "9223372036854775808");
  CHECK(text(subtract(number("-9223372036854775808"), number("1"))) == "-9223372036854775809");
  CHECK(text(multiply(number("123456789012345678901"), number("-3"))) == "-370370367037037036703");
  CHECK(text(divide(number("-100000000000000000000000000001"), number("10"))) ==
        "-10000000000000000000000000001");
  CHECK(text(modulo(number("100000000000000000000000000001"), number("10"))) == "1");
  CHECK(text(divide(number("-9223372036854775808"), number("-1"))) == "9223372036854775808");
  CHECK(text(round_to(number("123456789012345678901234567890"), -2)) == "123456789012345678901234567900");
  CHECK(text(round_up({false, 0, 1e20})) == "100000000000000000000");
}

TEST_CASE("numbers are compared exactly") {
  const auto before = [](const char* a, const char* b) { return compare(number(a), number(b)) < 0; };
  CHECK(before("9007199254740992.0", "9007199254740993"));
  CHECK(before("9007199254740993", "9007199254740994.0"));
  CHECK(before("18446744073709551615", "18446744073709551616.0"));
  CHECK(before("1", "1.5"));
  CHECK(before("-1.5", "-1"));
  CHECK(compare({true, 1, 0}, {false, 0, std::numeric_limits<double>::infinity()}) < 0);
  CHECK(compare({false, 0, -1e300}, {true, 1, 0}) < 0);
  CHECK(compare({false, 0, std::nan("")}, {true, 1, 0}) == std::partial_ordering::unordered);
}

TEST_CASE("a zero keeps the sign of a product") {
  CHECK(text(multiply(number("-2.5"), number("0"))) == "-0.0");
  CHECK(text(multiply(number("-2.5"), number("-0.0"))) == "0.0");
  CHECK(text(divide(number("0"), number("-2.5"))) == "-0.0");
  CHECK(text(add(number("-0.0"), number("0"))) == "0.0");
  CHECK(text(add(number("-2.5"), number("2.5"))) == "0.0");
}

TEST_CASE("nothing overflows") {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
  constexpr Wide widest = ~(Wide{1} << 127);
  constexpr Wide narrowest = -widest - 1;
  CHECK_FALSE(add({true, widest, 0}, {true, 1, 0}).is_integer);
  CHECK_FALSE(subtract({true, narrowest, 0}, {true, 1, 0}).is_integer);
  CHECK_FALSE(multiply({true, widest, 0}, {true, 2, 0}).is_integer);
  CHECK_FALSE(divide({true, narrowest, 0}, {true, -1, 0}).is_integer);
  CHECK(modulo({true, narrowest, 0}, {true, -1, 0}).integer == 0);
  CHECK(text({true, narrowest, 0}) == "-170141183460469231731687303715884105728");
  CHECK_FALSE(number("170141183460469231731687303715884105728").is_integer);
  CHECK(to_integer(Value("99999999999999999999"), "it") == most);
  CHECK(truncated(Value("-99999999999999999999")) == least);
  CHECK(truncated(Value(1e300)) == most);
  CHECK(truncated(Value(-1e300)) == least);
  CHECK(text(multiply(number("1.0000000000000001"), number("12345678.901234567"))) == "12345678.901234567");
  CHECK_FALSE(round_up({false, 0, 1e300}).is_integer);
  CHECK_FALSE(add({false, 0, 1e300}, {false, 0, 1e-300}).is_integer);
}

TEST_CASE("zero divides nothing") {
  CHECK_THROWS_AS(divide(number("1"), number("0")), Error);
  CHECK_THROWS_AS(modulo(number("1"), number("0")), Error);
}

TEST_CASE("0.0 divides as floating-point numbers do") {
  CHECK(text(divide(number("1"), number("0.0"))) == "Infinity");
  CHECK(text(divide(number("-1"), number("0.0"))) == "-Infinity");
  CHECK(text(divide(number("0"), number("0.0"))) == "NaN");
  CHECK_THROWS_AS(modulo(number("1"), number("0.0")), Error);
  CHECK(text(divide(number("1.5"), number("0"))) == "Infinity");
}

TEST_CASE("infinity stays what it is") {
  const Number endless{false, 0, std::numeric_limits<double>::infinity()};
  CHECK(text(multiply(endless, endless)) == "Infinity");
  CHECK(text(add(endless, number("1"))) == "Infinity");
  CHECK(text(subtract(endless, endless)) == "NaN");
  CHECK(text(divide(number("1"), endless)) == "0.0");
  CHECK(text(modulo(endless, number("2"))) == "NaN");
}

TEST_CASE("strings are the number they begin with") {
  CHECK(text(number("12 cups")) == "12");
  CHECK(text(number(" -3 ")) == "-3");
  CHECK(text(number("5.5 kg")) == "5");
  CHECK(text(number("cups")) == "0");
  CHECK(text(number("")) == "0");
  CHECK_THROWS_AS(to_integer(Value("1.5"), "it"), Error);
  CHECK(to_integer(Value("42"), "it") == 42);
}
