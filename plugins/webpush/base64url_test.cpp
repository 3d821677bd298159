#include "base64url.hpp"

#include <doctest/doctest.h>

using webpush::from_base64url;
using webpush::to_base64url;

TEST_CASE("every length and every byte comes back") {
  std::string bytes;
  for (int i = 0; i < 256; ++i) {
    bytes += static_cast<char>(i);
    CHECK(from_base64url(to_base64url(bytes)) == bytes);
  }
  CHECK(to_base64url("") == "");
  CHECK(to_base64url("\xfb\xff") == "-_8");
  CHECK(from_base64url("-_8=") == "\xfb\xff");
}

TEST_CASE("what is no base64url is refused") {
  for (const char* text : {"a", "ab+/", "a b", "abcde", "-_9", "=a"}) {
    CAPTURE(text);
    CHECK_FALSE(from_base64url(text).has_value());
  }
}
