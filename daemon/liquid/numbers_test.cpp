// Numbers as templates meet them: large ones, exact comparisons, ranges.
#include <doctest/doctest.h>

#include "liquid/testing.hpp"

using namespace lifecycled::liquid;
using namespace lifecycled::liquid::testing;

namespace {

// Through the parser that keeps every digit.
std::string shown(const std::string& source, std::string_view data) {
  boost::system::error_code error;
  std::size_t read = 0;
  const Value value = parse_json(data, error, read);
  REQUIRE_FALSE(error);
  return Template::parse(source, "t", Environment::standard()).render(value, {});
}

}  // namespace

TEST_CASE("large integers of the data print, count, compare and sort as numbers") {
  const std::string data = R"({"a": 123456789012345678901234567890, "b": 9223372036854775808, "c": -3,
                               "l": [123456789012345678901, 5, 99999999999999999999, 2.5]})";
  CHECK(shown("{{ a }} {{ b }}", data) == "123456789012345678901234567890 9223372036854775808");
  CHECK(shown("{{ a | plus: 1 }} {{ b | minus: 1 }} {{ b | times: c }}", data) ==
        "123456789012345678901234567891 9223372036854775807 -27670116110564327424");
  CHECK(shown("{{ a | divided_by: 10 }} {{ a | modulo: 7 }} {{ b | abs }} {{ a | at_most: 4 }}", data) ==
        "12345678901234567890123456789 " +
            std::to_string(static_cast<int>(
                (static_cast<Wide>(123456789012345) * 1'000'000'000'000'000 + 678901234567890) % 7)) +
            " 9223372036854775808 4");
  CHECK(shown("{% if a > b and b > 5 and c < b and a != b and b == 9223372036854775808 %}y{% endif %}",
              data) == "y");
  CHECK(shown("{{ l | sort | join: ' ' }}", data) == "2.5 5 99999999999999999999 123456789012345678901");
  CHECK(shown("{{ l | sum }} {{ l | uniq | size }}", "{\"l\": [9223372036854775807, 1, 1]}") ==
        "9223372036854775809 2");
  CHECK(shown("{{ 99999999999999999999 | plus: 1 }} {{ '99999999999999999999' | plus: 1 }}", "{}") ==
        "100000000000000000000 100000000000000000000");
}

TEST_CASE("an integer and a decimal beyond 2^53 are compared exactly") {
  const auto holds = [](const std::string& condition) {
    return shown("{% if " + condition + " %}y{% endif %}",
                 R"({"i": 9007199254740993, "f": 9007199254740992.0})") == "y";
  };
  CHECK(holds("i > f"));
  CHECK(holds("i != f"));
  CHECK_FALSE(holds("i == f"));
  CHECK(holds("9007199254740992 == f"));
  CHECK(holds("9223372036854775807 < 9223372036854775808.0"));
}

TEST_CASE("JSON numbers are the nearest doubles") {
  CHECK(shown("{{ a }} {{ b }} {{ c }}", R"({"a": 123456789.12345679, "b": 0.1, "c": 1e15})") ==
        "123456789.12345679 0.1 1.0e+15");
}

TEST_CASE("JSON that is none has its place") {
  boost::system::error_code error;
  std::size_t read = 0;
  for (const char* text : {"", "[1", "{\"a\": }", "[1] 2", "nul"}) {
    CAPTURE(text);
    parse_json(text, error, read);
    CHECK(error);
  }
  parse_json(std::string(100'000, '['), error, read);
  CHECK(error);
}

TEST_CASE("what is too large for any number here is infinite, and never a wrong number") {
  const std::string huge(400, '9');
  const auto times = [](int count) {
    std::string source = "{% assign a = 99999999999999999 %}";
    for (int i = 0; i < count; ++i) source += "{% assign a = a | times: a %}";
    return shown(source + "{{ a }}", "{}");
  };
  CHECK(times(1) == "9999999999999999800000000000000001");
  CHECK(times(4).starts_with("9.999999999999"));
  CHECK(times(4).ends_with("e+271"));
  CHECK(times(5) == "Infinity");
  CHECK(shown("{{ '" + huge + "' | plus: 1 }} {{ '-" + huge + "' | plus: 1 }}", "{}") ==
        "Infinity -Infinity");
  CHECK(shown("{{ '" + huge + ".5' | plus: 1 }}", "{}") == "Infinity");
  CHECK(shown("{{ a | times: a }}|{{ a | times: -2.5 | times: a }}", R"({"a": 1.5e300})") ==
        "Infinity|-Infinity");
  CHECK(shown("{{ a | times: a }} {{ '0." + std::string(5000, '0') + "1' | plus: 0 }}",
              R"({"a": 1.5e-300})") == "0.0 0.0");
}

TEST_CASE("what is infinite has no whole number beside it") {
  for (const char* filter : {"round", "ceil", "floor", "round: 2"}) {
    CAPTURE(filter);
    CHECK(error_of("{{ 1.0 | divided_by: 0.0 | " + std::string(filter) + " }}")
              .ends_with(": Computation results in 'Infinity'"));
  }
  CHECK(error_of("{{ -1.0 | divided_by: 0.0 | floor }}").ends_with(": Computation results in '-Infinity'"));
  CHECK(error_of("{{ 0.0 | divided_by: 0.0 | ceil }}")
            .ends_with(": Computation results in 'NaN' (Not a Number)"));
}

TEST_CASE("a range goes from integer to integer") {
  const auto listed = [](const std::string& range) {
    return shown("{{ " + range + " | join: ' ' }}", R"({"f": 2.5, "t": "3 cups", "b": true, "l": [1]})");
  };
  CHECK(listed("(1.9..3.9)") == "1 2 3");
  CHECK(listed("('1'..t)") == "1 2 3");
  CHECK(listed("(missing..2)") == "0 1 2");
  CHECK(listed("(3..1)").empty());
  CHECK(shown("{% assign r = (3..1) %}{{ r.first }}{{ r | last }}{{ r.size }}", "{}") == "310");
  CHECK(error_of("{{ (1..true) }}") == "t:1:4: a range goes from one whole number to another");
  CHECK(error_of("{{ (1..f) }}", R"({"f": 2.5})").find("invalid integer") != std::string::npos);
  CHECK(error_of("{% for i in (1..l) %}{% endfor %}", R"({"l": [1]})").find("invalid integer") !=
        std::string::npos);
}
