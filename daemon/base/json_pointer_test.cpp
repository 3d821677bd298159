#include "base/json_pointer.hpp"

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

using namespace lifecycled;

namespace {

std::string mistake_in(std::string_view text) {
  std::string mistake;
  return parse_json_pointer(text, mistake) ? "" : mistake;
}

}  // namespace

TEST_CASE("a pointer's parts are names and places") {
  std::string mistake;
  CHECK(parse_json_pointer("", mistake)->tokens.empty());
  CHECK(parse_json_pointer("/", mistake)->tokens == std::vector<std::string>{""});
  CHECK(parse_json_pointer("/lines/0/a~1b/m~0n", mistake)->tokens ==
        std::vector<std::string>{"lines", "0", "a/b", "m~n"});
  CHECK(parse_json_pointer("/~01", mistake)->tokens == std::vector<std::string>{"~1"});
}

TEST_CASE("what is no pointer is told with its reason") {
  CHECK(mistake_in("order/id") == "does not begin with \"/\"");
  CHECK(mistake_in("$.order") == "does not begin with \"/\"");
  CHECK(mistake_in("/a~2") == "has a \"~\" that is neither \"~0\" (for ~) nor \"~1\" (for /)");
  CHECK(mistake_in("/a~") == "has a \"~\" that is neither \"~0\" (for ~) nor \"~1\" (for /)");
  CHECK(mistake_in("/" + std::string(500, 'a')) == "is longer than 500 bytes");
}

TEST_CASE("what is accepted is accepted by those who follow it") {
  const auto value = boost::json::parse(R"({"a/b": {"m~n": [1, {"": 2}]}})");
  for (const char* text : {"", "/a~1b/m~0n/1/", "/nowhere", "/a~1b/m~0n/7"}) {
    INFO(text);
    CHECK(mistake_in(text) == "");
    boost::json::error_code error;
    value.find_pointer(text, error);
    CHECK(error != boost::json::error::missing_slash);
    CHECK(error != boost::json::error::invalid_escape);
  }
}
