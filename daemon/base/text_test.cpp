#include "base/text.hpp"

#include <doctest/doctest.h>

using namespace lifecycled;

TEST_CASE("UTF-8 is checked to the letter of RFC 3629") {
  CHECK(is_utf8("caf\xC3\xA9 \xF0\x9F\x98\x80"));
  CHECK_FALSE(is_utf8("\xC0\xAF"));          // overlong
  CHECK_FALSE(is_utf8("\xED\xA0\x80"));      // surrogate
  CHECK_FALSE(is_utf8("\xF4\x90\x80\x80"));  // beyond U+10FFFF
  CHECK_FALSE(is_utf8("\xC3"));              // cut
  CHECK_FALSE(is_utf8("\xFF"));
}

TEST_CASE("a misspelt word gets the nearest name, a foreign one none") {
  CHECK(did_you_mean("sned", {"send", "split", "set"}) == "did you mean \"send\"?");
  CHECK(did_you_mean("per_secnd", {"per_second"}) == "did you mean \"per_second\"?");
  CHECK(did_you_mean("elephant", {"send", "split"}).empty());
}

TEST_CASE("text is cut at a character's border and addresses are masked") {
  CHECK(shortened("caf\xC3\xA9s", 4) == "caf…");
  CHECK(shortened("short", 10) == "short");
  CHECK(masked_address("anna@example.org") == "a***@example.org");
  CHECK(masked_address("+31612345678") == "+31*****78");
  CHECK(masked_address("1234") == "***");
}

TEST_CASE("split keeps empty parts, trimmed cuts blanks") {
  CHECK(split("a,,b", ',') == std::vector<std::string_view>{"a", "", "b"});
  CHECK(split("", ',').size() == 1);
  CHECK(trimmed(" \t x \r\n") == "x");
  CHECK(trimmed("  ").empty());
}
