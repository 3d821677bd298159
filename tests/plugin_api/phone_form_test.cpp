// The daemon's form of a phone number beside libphonenumber's, which the plugins send to.
#include "audience/phone_form.hpp"

#include <fstream>
#include <iterator>

#include <boost/json.hpp>
#include <doctest/doctest.h>

#include "support/phone_number.hpp"

using namespace lifecycled;
using namespace plugin_support;

// What we send to and what the daemon knows a customer by must be one number, else a STOP finds nobody.
TEST_CASE("a number of every country is one in the daemon's form, however it is spelled") {
  std::ifstream file(LIFECYCLED_SOURCE_DIR "/../shared/data/phone/vectors.json");
  if (!file) {
    MESSAGE("skipped: no " LIFECYCLED_SOURCE_DIR "/../shared/data/phone/vectors.json");
    return;
  }
  const auto digits_of = [](const std::string& text) {
    std::string out;
    for (const char c : text)
      if (c >= '0' && c <= '9') out += c;
    return out;
  };
  const auto root = boost::json::parse(std::string(std::istreambuf_iterator<char>(file), {}));
  std::size_t compared = 0;
  for (const auto& one : root.at("mobile_examples").as_array()) {
    const std::string code(one.at("calling").as_string()), national(one.at("national").as_string()),
        as_dialled(one.at("national_fmt").as_string());
    for (const std::string& rest : {national, "(0)" + national, as_dialled, "(" + as_dialled + ")"}) {
      const std::string typed = "+" + code + " " + rest;
      const auto found = phone_number_of(typed);
      const auto* number = std::get_if<PhoneNumber>(&found);
      if (number == nullptr) continue;  // nothing is sent there
      ++compared;
      CHECK_MESSAGE(
          lifecycled::compared_phone(digits_of(typed)) == lifecycled::compared_phone(digits_of(number->e164)),
          typed);
    }
  }
  CHECK(compared > 700);
}
