#include "sender.hpp"

#include <stdexcept>

#include <doctest/doctest.h>

using namespace sms;

TEST_CASE("a sender is a number, a short code or a short name") {
  for (const char* good :
       {"+31612345678", "12345", "31612345678", "Test Shop", "T-Shop & Co", "A", "abcdefghijk", "4you"})
    CHECK_MESSAGE(sender_mistake(good).empty(), good);
  for (const char* bad :
       {"", "+", "+1234567890123456", "Test Shop BV!", "abcdefghijkl", "Café", "a\r\nX: y", "- -", "1 2 3"})
    CHECK_MESSAGE(!sender_mistake(bad).empty(), bad);
  CHECK(sender_mistake("abcdefghijkl") == "has more than 11 characters, and networks take no longer names");
}

TEST_CASE("a country may have a sender of its own") {
  const Senders senders({"US=+15551234567", "SG=Shop SG"});
  CHECK(senders.of("US", "Shop") == "+15551234567");
  CHECK(senders.of("SG", "Shop") == "Shop SG");
  CHECK(senders.of("NL", "Shop") == "Shop");
  CHECK(senders.of("", "") == "");
}

TEST_CASE("a mistake in it is told with what to write") {
  const auto mistake = [](const std::vector<std::string>& list) -> std::string {
    try {
      Senders{list};
    } catch (const std::invalid_argument& error) {
      return error.what();
    }
    return "";
  };
  CHECK(mistake({"USA=Shop"}) == "\"USA=Shop\" must begin with a country, such as \"US=+15551234567\"");
  CHECK(mistake({"US"}) == "the sender of \"US\" is empty");
  CHECK(mistake({"US=a@b"}) ==
        "the sender of \"US=a@b\" must be a number, or a name of letters, digits and blanks");
  CHECK(mistake({"US=Shop", "US=12345"}) == "has two senders for US");
}
