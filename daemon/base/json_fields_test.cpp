#include "base/json_fields.hpp"

#include <doctest/doctest.h>

using namespace lifecycled;

TEST_CASE("fields of strangers' JSON are read by type or not at all") {
  std::string mistake;
  const auto body = parse_json(
      R"({"id": 9007199254740993, "total": 19.99, "coupon": null, "address": {"country": "NL"}, "n": "12.5", "ok": true})",
      mistake);
  REQUIRE(body);
  CHECK(text_at(*body, "id") == "9007199254740993");  // beyond 2^53, kept exact
  CHECK(amount_at(*body, "total", "EUR") == 1999);
  CHECK_FALSE(text_at(*body, "coupon"));
  CHECK_FALSE(text_at(*body, "address"));
  CHECK(text_at(*body, "address.country") == "NL");
  CHECK_FALSE(text_at(*body, "address.country.deeper"));
  CHECK(number_at(*body, "n") == 12.5);
  CHECK_FALSE(number_at(*body, "address.country"));
  CHECK(text_at(*body, "ok") == "true");
}

TEST_CASE("what is not JSON is refused with a word, however deep") {
  std::string mistake;
  CHECK_FALSE(parse_json("{\"a\": }", mistake));
  CHECK_FALSE(mistake.empty());
  CHECK_FALSE(parse_json(std::string(100'000, '['), mistake));
  CHECK_FALSE(parse_json("\"\xC0\xAF\"", mistake));
  CHECK_FALSE(parse_json("{} {}", mistake));
}
