#include "base/money.hpp"

#include <doctest/doctest.h>

using namespace lifecycled;

TEST_CASE("amounts keep their minor units exactly") {
  CHECK(parse_amount("19.99", "EUR") == 1999);
  CHECK(parse_amount("-0.5", "EUR") == -50);
  CHECK(parse_amount("1200", "JPY") == 1200);
  CHECK(parse_amount("1.2345", "TND") == 1235);
  CHECK(parse_amount("29.7364", "USD") == 2974);
  CHECK(parse_amount(".5", "USD") == 50);
  CHECK(format_amount(1999, "EUR") == "19.99");
  CHECK(format_amount(-5, "EUR") == "-0.05");
  CHECK(format_amount(1200, "JPY") == "1200");
  CHECK(main_units(1999, "EUR") == doctest::Approx(19.99));
}

TEST_CASE("what is not an amount is refused") {
  for (const char* wrong : {"", ".", "-", "1,50", "1e5", " 1", "1.2.3", "0x10", "1234567890123456", "NaN"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_amount(wrong, "EUR"));
  }
  CHECK(is_currency_code("EUR"));
  CHECK_FALSE(is_currency_code("eur"));
  CHECK_FALSE(is_currency_code("EURO"));
}
