#include "audience/address_form.hpp"

#include <doctest/doctest.h>

namespace lifecycled {
namespace {

TEST_CASE("mail addresses are compared in small letters, without blanks around them") {
  CHECK(normal_address("email", " Anna.Smith+News@Example.ORG ") == "anna.smith+news@example.org");
  CHECK(normal_address("email", "a@b") == "a@b");
  CHECK(normal_address("email", std::string(64, 'a') + "@example.org").has_value());
  for (const std::string wrong :
       {"", "anna", "@example.org", "anna@", "anna@@example.org", "a@b@c", "anna@.example", "anna@example.",
        "anna@exa..mple", "anna smith@example.org", "anna@example.org\r\nBcc: x@y", "<anna@example.org>",
        "anna@example.org,ben@example.org", "\"anna\"@example.org", "anna@exam\xffple.org"}) {
    CAPTURE(wrong);
    CHECK_FALSE(normal_address("email", wrong).has_value());
  }
  CHECK_FALSE(normal_address("email", std::string(65, 'a') + "@example.org").has_value());
  CHECK_FALSE(normal_address("email", "a@" + std::string(250, 'b') + ".org").has_value());
}

TEST_CASE("phones are numbers in international form") {
  CHECK(normal_address("phone", "+31 (6) 12-34.56/78") == "+31612345678");
  CHECK(normal_address("phone", "0031612345678") == "+31612345678");
  for (const std::string wrong :
       {"", "0612345678", "+", "+1234567", "+1234567890123456", "+31 6 call me", "+31+6123456"}) {
    CAPTURE(wrong);
    CHECK_FALSE(normal_address("phone", wrong).has_value());
  }
}

TEST_CASE("a subscription is kept as it is") {
  CHECK(normal_address("webpush", R"({"endpoint": "https://Push.example"})") ==
        R"({"endpoint": "https://Push.example"})");
  CHECK_FALSE(normal_address("webpush", " ").has_value());
  CHECK_FALSE(normal_address("webpush", std::string(4097, 'x')).has_value());
}

}  // namespace
}  // namespace lifecycled
