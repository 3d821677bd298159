#include "support/phone_number.hpp"

#include <fstream>
#include <iterator>
#include <set>

#include <boost/json.hpp>
#include <doctest/doctest.h>

using namespace plugin_support;

namespace {

// "+31612345678 NL", or "invalid_address: ..." and the like.
std::string told(const std::string& text) {
  const auto found = phone_number_of(text);
  if (const auto* number = std::get_if<PhoneNumber>(&found))
    return number->e164 + " " + number->country + (number->receives_sms ? "" : ", no SMS");
  const auto& none = std::get<NoPhoneNumber>(found);
  return std::string(none.outcome == LC_INVALID_ADDRESS ? "invalid: " : "rejected: ") + none.why;
}

}  // namespace

TEST_CASE("mobile numbers are written as E.164, with their country") {
  CHECK(told("+31612345678") == "+31612345678 NL");
  CHECK(told("+31 6 1234-5678") == "+31612345678 NL");
  CHECK(told("+33 (0)6 12 34 56 78") == "+33612345678 FR");
  CHECK(told("+4915112345678") == "+4915112345678 DE");
  CHECK(told("+8613812345678") == "+8613812345678 CN");
  CHECK(told("+85251234567") == "+85251234567 HK");
  // North America tells mobile and fixed numbers apart by nothing.
  CHECK(told("+14155552671") == "+14155552671 US");
}

TEST_CASE("what can receive no SMS is known") {
  CHECK(told("+31201234567") == "+31201234567 NL, no SMS");  // Amsterdam
  CHECK(told("+318001234") == "+318001234 NL, no SMS");      // free of charge
  CHECK(told("+33140205317") == "+33140205317 FR, no SMS");  // Paris
}

TEST_CASE("older spellings reach today's number") {
  CHECK(told("0031 6 12345678") == "+31612345678 NL");
  CHECK(told("+5215512345678") == "+525512345678 MX");
  CHECK(told("+55 11 8123-4567") == "+5511981234567 BR");
  CHECK(told("+551132345678") == "+551132345678 BR, no SMS");
}

TEST_CASE("too few or too many digits are told so") {
  CHECK(told("+316123") == "rejected: no number of that country is known to have so many digits");
  CHECK(told("+31612345678901") == "rejected: no number of that country is known to have so many digits");
}

TEST_CASE("a range that the tables do not know loses nobody") {
  CHECK(told("+31999999999") == "rejected: the number lies in no range that is known to be in use");
}

TEST_CASE("what is no number at all is told so") {
  const std::string none = "invalid: this is no phone number with its country's code";
  for (const char* text : {"", "0612345678", "anna@example.org", "+", "+999123456789", "abc",
                           "tel:+31612345678;ext=7", "+31612345678 ext. 7"})
    CHECK_MESSAGE(told(text) == none, text);
  CHECK(told(std::string(100'000, '1')) == none);
}

TEST_CASE("a gateway's sender of digits alone is a number, where it can be one") {
  CHECK(with_plus("31612345678") == "+31612345678");
  CHECK(with_plus("+31612345678") == "+31612345678");
  CHECK(with_plus("12345") == "12345");
  CHECK(with_plus("") == "");
  CHECK(with_plus("Shop") == "Shop");
  CHECK(with_plus("31999999999") == "31999999999");
}

TEST_CASE("a messenger's account is a number in its present form") {
  CHECK(international("31612345678") == "+31612345678");
  CHECK(international("5215512345678") == "+525512345678");  // Mexico's 1 for mobiles is gone
  CHECK(international("525512345678") == "+525512345678");
  CHECK(international("551181234567") == "+5511981234567");  // Brazil's ninth digit
  CHECK(international("5511981234567") == "+5511981234567");
  CHECK(international("551132345678") == "+551132345678");    // a fixed line has eight
  CHECK(international("5491123456789") == "+5491123456789");  // Argentina's 9 stays
  CHECK(international("31999999999") == "+31999999999");      // newer than the tables
  CHECK(international("US.13491208655302741918") == "US.13491208655302741918");
  CHECK(international("").empty());
}

TEST_CASE("countries are known by their codes") {
  CHECK(is_country("NL"));
  CHECK_FALSE(is_country("nl"));
  CHECK_FALSE(is_country("XX"));
  CHECK_FALSE(is_country(""));
}

TEST_CASE("a mobile number of every country of libphonenumber-js is one here") {
  std::ifstream file(SHARED_DATA "/phone/vectors.json");
  if (!file) {
    MESSAGE("skipped: no " SHARED_DATA "/phone/vectors.json");
    return;
  }
  const auto root = boost::json::parse(std::string(std::istreambuf_iterator<char>(file), {}));
  // Ranges that were opened after the tables of Debian 12 (8.12.57, of 2022) were made: refused, not
  // suppressed. One alone is taken for a fixed line, on an island of 240 people.
  std::set<std::string> unknown, lost;
  std::size_t good = 0;
  for (const auto& one : root.at("mobile_examples").as_array()) {
    const std::string e164(one.at("e164").as_string()), country(one.at("country").as_string());
    const std::string said = told(e164);
    if (said.rfind("invalid", 0) == 0 || said.find(", no SMS") != said.npos) {
      lost.insert(country);
    } else if (said.rfind("rejected", 0) == 0) {
      unknown.insert(country);
    } else {
      good += said.rfind(e164 + " ", 0) == 0 ? 1 : 0;
    }
  }
  CHECK(good + unknown.size() + lost.size() == root.at("mobile_examples").as_array().size());
  CHECK(unknown.size() <= 3);
  CHECK(lost.size() <= 1);
}
