#include "intake/json_slices.hpp"

#include <doctest/doctest.h>

using namespace lifecycled;

TEST_CASE("members and elements keep the writing they came in") {
  const std::string_view text =
      R"( { "a" : 19.90 , "b":"x\"},{" ,"c" : [1, {"d":2}],"e":{} , "f":null,"a":-1e5 } )";
  const auto members = json_members(text);
  REQUIRE(members.size() == 6);
  CHECK(members[0].key == "a");
  CHECK(members[0].value == "19.90");
  CHECK(members[1].value == R"("x\"},{")");
  CHECK(members[2].value == R"([1, {"d":2}])");
  CHECK(members[3].value == "{}");
  CHECK(members[4].value == "null");
  CHECK(json_member(text, "a") == "-1e5");  // the last one counts, as for the parser
  CHECK(json_member(text, "x") == "");
  const auto elements = json_elements(R"([ 1,"]", [2,[3]] ,{"a":"}"} ])");
  REQUIRE(elements.size() == 4);
  CHECK(elements[1] == R"("]")");
  CHECK(elements[2] == "[2,[3]]");
  CHECK(elements[3] == R"({"a":"}"})");
  CHECK(json_members("{}").empty());
  CHECK(json_elements("[]").empty());
}

TEST_CASE("a text of another kind, or cut, has no end in sight and still ends") {
  for (const char* text : {"", " ", "7", "{", "[", "{\"", "{\"a", "{\"a\"", "{\"a\":", "{\"a\":[", "[1",
                           "[\"\\", "{]", "[}", "{\"a\"}", "[,,]", "{,}", "[]]"}) {
    CAPTURE(text);
    json_members(text);
    json_elements(text);
  }
}

TEST_CASE("a member is added at the end") {
  std::string object = "{}";
  append_member(object, "a", "1");
  CHECK(object == R"({"a":1})");
  append_member(object, "b", "\"x\"");
  CHECK(object == R"({"a":1,"b":"x"})");
  std::string spaced = "{ \"a\": {} \n } ";
  append_member(spaced, "b", "2");
  CHECK(spaced == "{ \"a\": {} \n ,\"b\":2}");
}
