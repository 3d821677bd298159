#include "config/toml_tree.hpp"

#include <doctest/doctest.h>

#include "config/testing.hpp"

namespace lifecycled {
namespace {

std::string mistakes(std::string_view text) {
  Problems problems;
  CHECK_FALSE(parse_toml(text, "a.toml", problems).has_value());
  return testing::lines(problems);
}

TomlTable tree(std::string_view text) {
  Problems problems;
  auto table = parse_toml(text, "a.toml", problems);
  CHECK(testing::lines(problems) == "");
  REQUIRE(table.has_value());
  return std::move(*table);
}

Place text_place(const TomlTable& table, std::string_view key) {
  const TomlEntry* entry = table.find(key);
  REQUIRE(entry != nullptr);
  return entry->value.text_place;
}

TEST_CASE("keys and values know their places, in the order of the file") {
  const TomlTable table = tree("zebra = 1\n  ant = \"x\"\n[middle]\nkey = [true, 2.5]\n");
  REQUIRE(table.entries.size() == 3);
  CHECK(table.entries[0].key == "zebra");
  CHECK(table.entries[1].key == "ant");
  CHECK(table.entries[1].key_place == Place{"a.toml", 2, 3});
  CHECK(table.entries[1].value.place == Place{"a.toml", 2, 9});
  const auto& middle = std::get<TomlTable>(table.entries[2].value.is);
  CHECK(middle.place == Place{"a.toml", 3, 1});
  CHECK_FALSE(middle.is_inline);
  CHECK(std::get<std::vector<TomlValue>>(middle.entries[0].value.is)[1].place == Place{"a.toml", 4, 14});
}

TEST_CASE("a text's place is its first character inside the quotes") {
  const TomlTable table = tree(
      "a = 'x = 1'\n"
      "b = \"\"\"\n"
      "second line\"\"\"\n"
      "c = \"\"\"same line\"\"\"\n"
      "d = { \"é\" = \"éé\", where = \"orders > 1\" }\n"
      "e = '''\r\nx'''\n"
      "f = \"\"\n");
  CHECK(text_place(table, "a") == Place{"a.toml", 1, 6});
  CHECK(text_place(table, "b") == Place{"a.toml", 3, 1});
  CHECK(text_place(table, "c") == Place{"a.toml", 4, 8});
  CHECK(text_place(std::get<TomlTable>(table.find("d")->value.is), "where") == Place{"a.toml", 5, 28});
  CHECK(text_place(table, "e") == Place{"a.toml", 7, 1});
  CHECK(text_place(table, "f") == Place{"a.toml", 8, 6});
}

TEST_CASE("what is not TOML is said with its place and a way out") {
  CHECK(mistakes("") == "a.toml: the file is empty\n");
  CHECK(mistakes(" \n\n") == "a.toml: the file is empty\n");
  CHECK(mistakes("a = 1\nb = \"caf\xE9\"\n") == "a.toml:2:9: this is not UTF-8; save the file as UTF-8\n");
  CHECK(mistakes("é = \"\xC0\xAF\"\n") == "a.toml:1:6: this is not UTF-8; save the file as UTF-8\n");
  CHECK(mistakes(std::string(1'100'000, '#')) == "a.toml: the file is larger than 1 MiB\n");
  CHECK(
      mistakes("[channel.email]\ntype = \"file\"\n[channel.email]\n") ==
      "a.toml:3:1: not valid TOML (table header): cannot redefine existing table 'channel.email'; it stands "
      "twice in this file; keep one of the two\n");
  CHECK(
      mistakes("step = [ {send = \"x\"} ]\n[[step]]\nsend = \"y\"\n") ==
      "a.toml:2:1: not valid TOML (table header): cannot redefine existing array 'step' as array-of-tables; "
      "it stands twice in this file; keep one of the two\n");
  CHECK(mistakes("a = { b = 1,\n c = 2 }") ==
        "a.toml:1:13: not valid TOML (inline table): expected key or closing '}', saw '\\n'; what stands "
        "between "
        "{ and } must be on one line; a list [ ... ] may take several\n");
  CHECK(mistakes("a = { b = 1, }") ==
        "a.toml:1:14: not valid TOML (inline table): expected key-value pair, saw closing '}' (dangling "
        "comma); "
        "remove the comma before the \"}\"\n");
  CHECK(mistakes("a = \"x") ==
        "a.toml:1:7: not valid TOML (string): encountered end-of-file; close the quotes\n");
  CHECK(
      mistakes("a = \"\\d\"") ==
      "a.toml:1:7: not valid TOML (string): unknown escape sequence '\\d'; write 'single quotes' around text "
      "with backslashes\n");
}

TEST_CASE("deep nesting is refused, not followed") {
  const std::string curly = mistakes("a = 1\nb = “mail”\n");
  CHECK(curly.starts_with("a.toml:2:"));
  CHECK(curly.find("; write straight quotes (\") in place of “\n") != std::string::npos);
  CHECK(mistakes("a = \"don’t\" x\n").find("straight") == std::string::npos);
  CHECK(mistakes("a = " + std::string(5000, '[')).find("not valid TOML") != std::string::npos);
}

TEST_CASE("files that are none") {
  const testing::Folder folder;
  folder.write("latin.toml", "\xE9");
  Problems problems;
  const auto read = [&](const std::string& name, Place blamed) {
    CHECK_FALSE(read_text((folder.path() / name).string(), name, blamed, problems).has_value());
  };
  read("no.toml", {"no.toml", 0, 0});
  read("no.toml", {"lifecycled.toml", 3, 10});
  read("", {"lifecycled.toml", 4, 10});
  read("latin.toml", {"latin.toml", 0, 0});
  CHECK(testing::lines(problems) ==
        "latin.toml:1:1: this is not UTF-8; save the file as UTF-8\n"
        "lifecycled.toml:3:10: no.toml does not exist\n"
        "lifecycled.toml:4:10:  is not a file\n"
        "no.toml: the file does not exist\n");
}

}  // namespace
}  // namespace lifecycled
