#include "config/text_jump.hpp"

#include <doctest/doctest.h>

#include "config/toml_tree.hpp"

using namespace lifecycled;

namespace {

// Where the "@" of the text stands in the file.
std::string place(std::string_view toml) {
  Problems problems;
  const auto root = parse_toml(toml, "f", problems);
  REQUIRE(root.has_value());
  const TomlValue& value = root->find("a")->value;
  const std::string& text = std::get<std::string>(value.is);
  unsigned line = 1, column = 1;
  for (const char c : text.substr(0, text.find('@'))) {
    column = c == '\n' ? 1 : column + ((static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0);
    line += c == '\n' ? 1 : 0;
  }
  return to_string(place_in_text(value.text_place, value.text_jumps, line, column));
}

}  // namespace

TEST_CASE("a place in a text is found in its file, past escapes and joined lines") {
  CHECK(place("a = \"x@\"") == "f:1:7");
  CHECK(place("a = '\\x@'") == "f:1:8");
  CHECK(place("a = \"\\\"é\\u00e9 @\"") == "f:1:16");
  CHECK(place("a = \"one\\ntwo @\"") == "f:1:15");
  CHECK(place("a = \"one\\n\\n\\tx@\"") == "f:1:16");
  CHECK(place("a = \"\"\"\none\n  \\\"two\\\" @\"\"\"") == "f:3:11");
  CHECK(place("a = \"\"\"\none \\\n\n   two @\nx\"\"\"") == "f:4:8");
  CHECK(place("a = \"\"\"one \\\n   two\nthree @\"\"\"") == "f:3:7");
  CHECK(place("a = '''\none\n\\ @'''") == "f:3:3");
}
