#include "base/shown_text.hpp"

#include <doctest/doctest.h>

using namespace lifecycled;

TEST_CASE("no text of a stranger makes a second line or reaches the terminal's controls") {
  CHECK(shown_on_one_line("Yes, schrijf mij: é 茶 🍵") == "Yes, schrijf mij: é 茶 🍵");
  CHECK(shown_on_one_line("ok\n    entry  1\r\t") == "ok\\n    entry  1\\x0d\\x09");
  CHECK(shown_on_one_line("form\x1b[31m\x7f") == "form\\x1b[31m\\x7f");
  CHECK(shown_on_one_line("a\\nb") == "a\\\\nb");  // not to be mistaken for a line end
  CHECK(shown_on_one_line("a\u0085b\u2028c\u202ed\u2066e") == "a\\u{85}b\\u{2028}c\\u{202e}d\\u{2066}e");
  CHECK(shown_on_one_line("“quoted” …") == "“quoted” …");
  CHECK(shown_on_one_line("a\xff") == "a\uFFFD");
}
