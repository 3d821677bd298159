// Filters on lists and numbers.
#include <doctest/doctest.h>

#include "liquid/testing.hpp"

using namespace lifecycled::liquid;
using namespace lifecycled::liquid::testing;

namespace {

constexpr std::string_view data = R"({
  "n": [3, 1, 2], "s": ["b", "C", "a", null], "d": [1, 2, 1, "1", 2],
  "p": [{"t": "pot", "price": 5.5, "ok": true}, {"t": "cup", "price": 4, "ok": false}, {"t": "jug"}],
  "nested": [1, [2, [3]]], "o": {"k": 1, "l": 2}, "e": []
})";

std::string filtered(const std::string& expression) { return rendered("{{ " + expression + " }}", data); }

}  // namespace

TEST_CASE("order") {
  CHECK(filtered("n | sort | join") == "1 2 3");
  CHECK(filtered("s | sort | join: ','") == "C,a,b,");
  CHECK(filtered("s | sort_natural | join: ','") == "a,b,C,");
  CHECK(filtered("p | sort: 'price' | map: 't' | join") == "cup pot jug");
  CHECK(filtered("p | sort_natural: 't' | map: 't' | join") == "cup jug pot");
  CHECK(filtered("n | reverse | join") == "2 1 3");
  CHECK(filtered("(1..3) | reverse | join") == "3 2 1");
  CHECK_FALSE(error_of("{{ nested | concat: s | sort }}", data).empty());
}

TEST_CASE("parts") {
  CHECK(filtered("n | first") == "3");
  CHECK(filtered("n | last") == "2");
  CHECK(filtered("o | first | join: '='") == "k=1");
  CHECK(filtered("e | first").empty());
  CHECK(filtered("n | size") == "3");
  CHECK(filtered("nested | join: '-'") == "1-2-3");
  CHECK(filtered("d | uniq | join: '-'") == "1-2-1");
  CHECK(filtered("p | uniq: 'ok' | map: 't' | join") == "pot cup jug");
  CHECK(filtered("s | compact | size") == "3");
  CHECK(filtered("p | compact: 'price' | size") == "2");
  CHECK(filtered("n | concat: s | size") == "7");
  CHECK_FALSE(error_of("{{ n | concat: 1 }}", data).empty());
}

TEST_CASE("properties") {
  CHECK(filtered("p | map: 'price' | join: ','") == "5.5,4,");
  CHECK(filtered("p | where: 'ok' | map: 't' | join") == "pot");
  CHECK(filtered("p | where: 't', 'cup' | map: 'price' | join") == "4");
  CHECK(filtered("p | reject: 'ok' | map: 't' | join") == "cup jug");
  CHECK(filtered("p | find: 't', 'jug' | map: 't' | join") == "jug");
  CHECK(filtered("p | find_index: 't', 'jug'") == "2");
  CHECK(filtered("p | has: 'price', 4") == "true");
  CHECK(filtered("p | has: 'price', 9") == "false");
  CHECK(filtered("p | sum: 'price'") == "9.5");
  CHECK(filtered("n | sum") == "6");
  CHECK_FALSE(error_of("{{ n | map: 't' }}", data).empty());
}

TEST_CASE("numbers") {
  CHECK(filtered("10.1 | plus: 2.2") == "12.3");
  CHECK(filtered("'3' | plus: '4'") == "7");
  CHECK(filtered("1 | minus: 2.5") == "-1.5");
  CHECK(filtered("19.99 | times: 3") == "59.97");
  CHECK(filtered("7 | divided_by: 2") == "3");
  CHECK(filtered("7 | divided_by: 2.0") == "3.5");
  CHECK(filtered("-7 | modulo: 3") == "2");
  CHECK(filtered("-5.5 | abs") == "5.5");
  CHECK(filtered("1.2 | ceil") == "2");
  CHECK(filtered("-1.2 | floor") == "-2");
  CHECK(filtered("1.005 | round: 2") == "1.01");
  CHECK(filtered("2.5 | round") == "3");
  CHECK(filtered("3 | at_least: 5") == "5");
  CHECK(filtered("3 | at_most: 2.5") == "2.5");
  CHECK(filtered("9223372036854775807 | plus: 1") == "9223372036854775808");
}
