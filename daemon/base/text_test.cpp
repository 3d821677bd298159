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
  CHECK(with_replacements("caf\xC3\xA9 \xFF\xC3") == "caf\xC3\xA9 \uFFFD\uFFFD");
}

TEST_CASE("a misspelt word gets the nearest name, a foreign one none") {
  CHECK(did_you_mean("sned", {"send", "split", "set"}) == "did you mean \"send\"?");
  CHECK(did_you_mean("per_secnd", {"per_second"}) == "did you mean \"per_second\"?");
  CHECK(did_you_mean("VIPs", {"vip", "new"}) == "did you mean \"vip\"?");
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

TEST_CASE("what a stranger says becomes one clean line") {
  CHECK(clean_line("a\x1b[31m\nb\tc\x7f", 100) == "a [31m b c ");
  CHECK(clean_line("caf\xC3\xA9", 100) == "caf\xC3\xA9");
  CHECK(clean_line("caf\xC3\xA9", 4) == "caf");
  CHECK(clean_line("bad\xFF", 100) == "bad?");
  CHECK(clean_line("c1\xC2\x9B"
                   "31m, turned \xE2\x80\xAE"
                   "back \xE2\x81\xA6",
                   100) == "c1 31m, turned  back  ");
  CHECK(clean_line("dash \xE2\x80\x93 and euro \xE2\x82\xAC", 100) ==
        "dash \xE2\x80\x93 and euro \xE2\x82\xAC");
}
