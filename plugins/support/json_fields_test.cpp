#include "support/json_fields.hpp"

#include <stdexcept>

#include <doctest/doctest.h>

using namespace plugin_support;

TEST_CASE("what is absent or of another type is empty") {
  const auto root = boost::json::parse(
      R"({"text": "a", "number": 7, "digits": "1698266945", "word": "12a", "list": ["x", 3], "huge": "99999999999999999999"})");
  CHECK(text_at(root, "text") == "a");
  CHECK(text_at(root, "number").empty());
  CHECK(text_at(root, "none").empty());
  CHECK(text_at(boost::json::value(3), "text").empty());
  CHECK(number_at(root, "number") == 7);
  CHECK(number_at(root, "digits") == 0);
  CHECK(whole_number(root, "digits") == 1698266945);
  CHECK(whole_number(root, "number") == 7);
  CHECK(whole_number(root, "word") == 0);
  CHECK(whole_number(root, "huge") == 0);
  CHECK(array_at(root, "list").size() == 2);
  CHECK(array_at(root, "text").empty());
  CHECK(texts_at(root, "list") == std::vector<std::string>{"x", ""});
}

TEST_CASE("a moment in seconds is milliseconds, unless no clock could show it") {
  const auto root = boost::json::parse(
      R"({"digits": "1698266945", "number": 1698266945, "last": 253402300799, "huge": 8967167258053249319, "before": -1})");
  CHECK(unix_ms_at(root, "digits") == 1'698'266'945'000);
  CHECK(unix_ms_at(root, "number") == 1'698'266'945'000);
  CHECK(unix_ms_at(root, "last") == 253'402'300'799'000);
  CHECK(unix_ms_at(root, "huge") == 0);
  CHECK(unix_ms_at(root, "before") == 0);
  CHECK(unix_ms_at(root, "none") == 0);
}

TEST_CASE("the fields of a message are an object or nothing") {
  lc_message message{};
  message.extra_json = "";
  CHECK(fields_of(message).empty());
  message.extra_json = R"({"title": "Hello"})";
  CHECK(text_at(fields_of(message), "title") == "Hello");
  for (const char* text : {"[1]", "{", "null"}) {
    message.extra_json = text;
    CHECK_THROWS_AS(fields_of(message), std::invalid_argument);
  }
}
