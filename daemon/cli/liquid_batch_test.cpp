#include "cli/liquid_batch.hpp"

#include <sstream>

#include <doctest/doctest.h>

using namespace lifecycled;

namespace {

std::string answer(std::string_view line, const LiquidOptions& options = {}) {
  return answer_liquid_case(line, options);
}

}  // namespace

TEST_CASE("a case is answered by what it renders") {
  CHECK(answer(R"({"template": "Hi {{ you }}", "data": {"you": "Ann"}})") == R"({"result":"Hi Ann"})");
  CHECK(answer(R"({"template": ""})") == R"({"result":""})");
  CHECK(answer(R"({"template": "{% render 'a' %}", "templates": {"a": "x{% include 'b' %}", "b": ""}})") ==
        R"({"error":"a:1:5: include usage is not allowed in this context; use render"})");
  CHECK(
      answer(
          R"({"template": "{% render 'a' %}{% include 'b' %}", "templates": {"a": "x", "b.liquid": "y"}})") ==
      R"({"result":"xy"})");
}

TEST_CASE("a case that cannot be is answered by what is wrong, with its place") {
  CHECK(answer(R"({"template": "{{ x | upcas }}"})") ==
        R"({"error":"template:1:8: unknown filter \"upcas\"; did you mean \"upcase\"?"})");
  CHECK(answer(R"({"template": "{{ 1 | divided_by: 0 }}"})") == R"({"error":"template:1:8: divided by 0"})");
}

TEST_CASE("whatever a line is, it is answered") {
  CHECK(answer("") == R"({"error":"this line is not JSON: incomplete JSON"})");
  CHECK(answer("{") == R"({"error":"this line is not JSON: incomplete JSON"})");
  CHECK(answer("{} {}") == R"({"error":"this line is not JSON: extra data"})");
  CHECK(answer("\xFF").starts_with(R"({"error":"this line is not JSON)"));
  CHECK(answer("[]") == R"({"error":"a case must be a JSON object"})");
  CHECK(answer("{}") == R"({"error":"a case needs a \"template\", which is text"})");
  CHECK(answer(R"({"template": 5})") == R"({"error":"a case needs a \"template\", which is text"})");
  CHECK(answer(R"({"template": "", "data": []})") == R"({"error":"\"data\" must be an object"})");
  CHECK(answer(R"({"template": "", "templates": "x"})") == R"({"error":"\"templates\" must be an object"})");
  CHECK(answer(R"({"template": "", "mode": "loose"})") ==
        R"({"error":"\"mode\" must be \"lax\", \"strict\" or \"rigid\""})");
  CHECK(answer(std::string(100'000, '[')).starts_with(R"({"error":"this line is not JSON)"));
  CHECK(answer(R"({"template": "{% for i in (1..1000000000) %}{% endfor %}"})").starts_with(R"({"error":)"));
  // The whole of it may be wrong in ways of its own, and what follows is answered all the same.
  std::istringstream in("\n{}\r\n{\"template\": \"a\"}\r\n{\"template\": \"last\"}");
  std::ostringstream out;
  answer_liquid_cases(in, out, {});
  CHECK(out.str() ==
        "{\"error\":\"this line is not JSON: incomplete JSON\"}\n"
        "{\"error\":\"a case needs a \\\"template\\\", which is "
        "text\"}\n{\"result\":\"a\"}\n{\"result\":\"last\"}\n");
}

TEST_CASE("bytes that are no text are answered as text") {
  CHECK(answer(R"({"template": "{{ '/w==' | base64_decode }}|"})") == "{\"result\":\"\uFFFD|\"}");
}

TEST_CASE("what a case says of itself counts, by any suite's name for it") {
  const auto with = [](std::string_view more) {
    return answer(R"({"template": "{% if true %}1{% endif more %}{{ x }}", "data": {"x": "<"})" +
                  std::string(more) + "}");
  };
  CHECK(with("") == R"({"result":"1<"})");
  CHECK(with(R"(, "html": true)") == R"({"result":"1&lt;"})");
  CHECK(with(R"(, "mode": "rigid")").find("takes nothing behind it") != std::string::npos);
  CHECK(with(R"(, "error_mode": "strict2")").find("takes nothing behind it") != std::string::npos);
  CHECK(with(R"(, "tags": ["if tag", "strict2"])").find("takes nothing behind it") != std::string::npos);
  CHECK(with(R"(, "tags": ["strict"], "error_mode": null)") == R"({"result":"1<"})");
  CHECK(answer(R"({"source": "{{ a }}", "environment": {"a": 1}})") == R"({"result":"1"})");
  CHECK(answer(R"({"template": "{{ a }}", "strict_variables": true})") ==
        R"({"error":"template:1:4: \"a\" is not known"})");
  CHECK(answer(R"({"template": "{{ 'now' | date: '%F %R' }}", "frozen_time": "2024-01-01T22:30:58Z"})") ==
        R"({"result":"2024-01-01 22:30"})");
  CHECK(answer(R"({"template": "{{ 0 | date: '%R' }}", "zone": "Asia/Tokyo"})") == R"({"result":"09:00"})");
  CHECK(answer(R"({"template": "{{ 0 | date: '%R' }}", "zone": "Asia/Tokio"})") ==
        R"({"error":"\"zone\" must be a time zone"})");
  CHECK(
      answer(
          R"({"template": "a\n{{ 1 | modulo: 0 }}b{% render 'p' %}", "templates": {"p": "{{ 1 | divided_by: 0 }}"}, "render_errors": true})") ==
      R"({"result":"a\nLiquid error (line 2): divided by 0bLiquid error (p line 1): divided by 0"})");
}

TEST_CASE("a case in lax prints errors in their places") {
  CHECK(answer(R"({"template": "a{{ 5 | plus 3 }}b", "mode": "lax"})") ==
        R"({"result":"aLiquid error (line 1): wrong number of arguments (given 1, expected 2)b"})");
  CHECK(answer(R"({"template": "{{ 1 | divided_by: 0 }}", "tags": ["lax"]})") ==
        R"({"result":"Liquid error (line 1): divided by 0"})");
  LiquidOptions lax;
  lax.mode = liquid::Mode::lax;
  CHECK(answer(R"({"template": "{{ 1 | divided_by: 0 }}"})", lax) ==
        R"({"result":"Liquid error (line 1): divided by 0"})");
  CHECK(answer(R"({"template": "{{ 1 | divided_by: 0 }}", "mode": "strict"})", lax) ==
        R"({"error":"template:1:8: divided by 0"})");
  CHECK(answer(R"({"template": "{{ 1 | divided_by: 0 }}", "mode": "lax", "render_errors": false})") ==
        R"({"error":"template:1:8: divided by 0"})");
}

TEST_CASE("render shows its arguments only, as Shopify has it") {
  CHECK(
      answer(
          R"({"template": "{% render 'p', b: 2 %}{% include 'p' %}", "templates": {"p": "{{ a }}{{ b }};"}, "data": {"a": 1}})") ==
      R"({"result":"2;1;"})");
}
