#include "config/known_codes.hpp"

#include <doctest/doctest.h>

using namespace lifecycled;

TEST_CASE("languages are those that exist") {
  for (const char* tag : {"en", "nl", "fr-CA", "zh-Hant", "zh-Hans-CN", "tlh", "sr-Latn"})
    CHECK(is_known_language(tag));
  for (const char* tag : {"jp", "xx", "zh-Hnat", "qqx"}) CHECK_FALSE(is_known_language(tag));
  CHECK(nearest_language("jp") == "did you mean \"ja\"?");
  CHECK(nearest_language("cz") == "did you mean \"cs\"?");
  CHECK(nearest_language("zh-Hnat") == "did you mean \"Hant\"?");
  CHECK(nearest_language("xx").empty());
}

TEST_CASE("currencies are those that exist") {
  for (const char* code : {"EUR", "USD", "JPY", "TWD", "KWD"}) CHECK(is_known_currency(code));
  for (const char* code : {"EUX", "ERU", "XXQ", ""}) CHECK_FALSE(is_known_currency(code));
  CHECK(nearest_currency("EUX") == "did you mean \"EUR\"?");
}

TEST_CASE("countries are those that exist") {
  for (const char* code : {"NL", "GB", "US", "JP"}) CHECK(is_known_country(code));
  for (const char* code : {"nl", "UK", "Netherlands", "XQ", ""}) CHECK_FALSE(is_known_country(code));
  CHECK(nearest_country("nl") == "did you mean \"NL\"?");
  CHECK(nearest_country("Netherlands") == "did you mean \"NL\"?");
  CHECK(nearest_country("NLD") == "did you mean \"NL\"?");
  CHECK(nearest_country("uk") == "did you mean \"GB\"?");
  CHECK(nearest_country("Atlantis").empty());
}
