#include "audience/traits.hpp"

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

namespace lifecycled {
namespace {

CustomerRow with(std::string_view traits, CustomerRow customer = {}) {
  if (customer.properties.empty()) customer.properties = "{}";
  apply_traits(boost::json::parse(traits).as_object(), customer);
  return customer;
}

TEST_CASE("reserved traits go to their columns, in either spelling") {
  const CustomerRow row = with(
      R"({"firstName": " Anna ", "last_name": "de Vries", "locale": "nl_nl", "address": {"country": "nl"}, "timezone": "Europe/Amsterdam", "email": "a@b"})");
  CHECK(row.first_name == "Anna");
  CHECK(row.last_name == "de Vries");
  CHECK(row.language == "nl-NL");
  CHECK(row.country == "NL");
  CHECK(row.time_zone == "Europe/Amsterdam");
  CHECK(row.properties == "{}");
}

TEST_CASE("languages in their written form") {
  CHECK(with(R"({"language": "zh-hant-tw"})").language == "zh-Hant-TW");
  CHECK(with(R"({"language": "FR"})").language == "fr");
  for (const char* wrong :
       {R"({"language": "f"})", R"({"language": "fr; drop"})", R"({"language": "fr--CA"})"})
    CHECK_FALSE(with(wrong).language.has_value());
}

TEST_CASE("what cannot be right changes nothing") {
  CustomerRow known;
  known.country = "NL";
  known.time_zone = "Europe/Amsterdam";
  known.language = "nl";
  known.first_name = "Anna";
  const CustomerRow row = with(
      R"({"country": "Nederland", "timezone": "Mars/Olympus", "language": 7, "first_name": "  "})", known);
  CHECK(row.country == "NL");
  CHECK(row.time_zone == "Europe/Amsterdam");
  CHECK(row.language == "nl");
  CHECK(row.first_name == "Anna");
}

TEST_CASE("what was ignored is told, with what to send instead") {
  CustomerRow customer;
  customer.properties = "{}";
  const auto told = [&](std::string_view traits) {
    return apply_traits(boost::json::parse(traits).as_object(), customer);
  };
  CHECK(told(R"({"country": "Nederland", "timezone": "Mars/Olympus", "language": "f"})") ==
        std::vector<std::string>{
            "language \"f\" is none; send a tag such as nl or nl-BE",
            "country \"Nederland\" is no code of two letters such as NL",
            "time zone \"Mars/Olympus\" is not known; send a name such as Europe/Amsterdam"});
  CHECK(told(R"({"country": "1!"})").size() == 1);
  CHECK(told(R"({"country": "nl", "timezone": "Europe/Amsterdam", "language": "nl"})").empty());
}

TEST_CASE("one name alone is a first name, unless we know better") {
  CHECK(with(R"({"name": "Anna de Vries"})").first_name == "Anna de Vries");
  CHECK(with(R"({"name": "Anna de Vries", "last_name": "de Vries"})").first_name == std::nullopt);
}

TEST_CASE("everything else is kept, changed, and removed by null") {
  CustomerRow row = with(R"({"size": "L", "age": 41, "tags": ["a"]})");
  CHECK(row.properties == R"({"size":"L","age":41,"tags":["a"]})");
  row = with(R"({"size": "XL", "age": null})", row);
  CHECK(row.properties.find("XL") != std::string::npos);
  CHECK(row.properties.find("age") == std::string::npos);
  CHECK(row.properties.find("tags") != std::string::npos);
}

TEST_CASE("properties have a size, names too") {
  const std::string long_text(40'000, 'x');
  CustomerRow row = with(R"({"size": "L"})");
  row = with(R"({"essay": ")" + long_text + "\"}", row);
  CHECK(row.properties == R"({"size":"L"})");
  CHECK(with(R"({"first_name": ")" + long_text + "\"}").first_name->size() <= 210);
}

}  // namespace
}  // namespace lifecycled
