#include "audience/address_form.hpp"

#include <utility>

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

TEST_CASE("all spellings of a phone number have one form") {
  const std::pair<const char*, const char*> spellings[] = {{"+31(0)612345682", "+31612345682"},
                                                           {"+310612345682", "+31612345682"},
                                                           {"0031 (0)6 12345682", "+31612345682"},
                                                           {"+44 (0)7911 123456", "+447911123456"},
                                                           {"+5215512345678", "+525512345678"},
                                                           {"+52 044 55 1234 5678", "+525512345678"},
                                                           {"+541123456780", "+5491123456780"},
                                                           {"+54 9 11 2345 6780", "+5491123456780"},
                                                           {"+54 011 15 2345-6780", "+5491123456780"},
                                                           {"+54 351 15 234 5678", "+5493512345678"},
                                                           {"+551187654321", "+5511987654321"},
                                                           {"+55 0 15 11 98765-4321", "+5511987654321"},
                                                           {"+551132345678", "+551132345678"},
                                                           {"+7 8 916 1234567", "+79161234567"},
                                                           {"+36 06 20 1234567", "+36201234567"},
                                                           {"+375 80 29 1234567", "+375291234567"},
                                                           {"+1 1 415 555 2671", "+14155552671"},
                                                           {"+370 8 61234567", "+37061234567"},
                                                           // Zeros of their own.
                                                           {"+39 06 1234567", "+39061234567"},
                                                           {"+225 07 07 07 07 07", "+2250707070707"}};
  for (const auto& [typed, compared] : spellings) {
    CHECK_MESSAGE(normal_address("phone", typed) == std::string(compared), typed);
    CHECK_MESSAGE(normal_address("phone", compared) == std::string(compared), compared);
  }
}

TEST_CASE("a form that was sealed before phones had one for all spellings still stands") {
  CHECK(is_normal_address("phone", "+52 1 55 12345678", "+525512345678"));
  CHECK(is_normal_address("phone", "+52 1 55 12345678", "+5215512345678"));
  CHECK_FALSE(is_normal_address("phone", "+52 1 55 12345678", "+5215512345679"));
  CHECK_FALSE(is_normal_address("phone", "+31", "+31"));
  CHECK(is_normal_address("email", "A@b.example", "a@b.example"));
  CHECK_FALSE(is_normal_address("email", "A@b.example", "A@b.example"));
}

TEST_CASE("a subscription is kept as it is") {
  CHECK(normal_address("webpush", R"({"endpoint": "https://Push.example"})") ==
        R"({"endpoint": "https://Push.example"})");
  CHECK_FALSE(normal_address("webpush", " ").has_value());
  CHECK_FALSE(normal_address("webpush", std::string(4097, 'x')).has_value());
}

}  // namespace
}  // namespace lifecycled
