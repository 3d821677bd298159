#include "reception/return_path.hpp"

#include <doctest/doctest.h>

using email::ReturnPath;

TEST_CASE("a key travels in the return path and is found again, in whatever text") {
  const ReturnPath path("bounces@shop.example", '+');
  const std::string key = "0199d0a1b2c3d4e5f60718293a4b5c6d", made = path.with(key);
  CHECK(made == "bounces+0199d0a1b2c3d4e5f60718293a4b5c6d@shop.example");
  CHECK(path.key_in(made) == key);
  CHECK(path.key_in("Bounces+" + key + "@SHOP.example") == key);
  CHECK(path.key_in("BOUNCES+0199D0A1B2C3D4E5F60718293A4B5C6D@SHOP.EXAMPLE") == key);
  CHECK(path.key_anywhere_in("To: <BOUNCES+0199D0A1B2C3D4E5F60718293A4B5C6D@SHOP.EXAMPLE>") == key);
  CHECK(path.key_in("bounces+aB@shop.example") == "aB");
  CHECK(path.key_anywhere_in("To: <x@y.example>,\n\t<" + made + ">\n") == key);
  CHECK(path.key_anywhere_in("X-Old: =3D" + made) == key);
  for (const char* other : {"bounces@shop.example", "bounces+@shop.example", "bounces+a b@shop.example",
                            "bounces+a@shop.example.net", "xbounces+a@shop.example", "", "@", "bounces+a@"}) {
    CAPTURE(other);
    CHECK(path.key_in(other).empty());
  }
  CHECK(path.key_anywhere_in("bounces@shop.example and bounces+<>@shop.example").empty());
  CHECK(ReturnPath("bounces@shop.example", '-').with("a-b") == "bounces-a-b@shop.example");
  CHECK(ReturnPath("bounces@shop.example", '-').key_in("bounces-a-b@shop.example") == "a-b");
}

TEST_CASE("what does not fit into a local part stays out of it") {
  const ReturnPath path("bounces@shop.example", '+');
  CHECK(path.with(std::string(57, 'k')) == "bounces@shop.example");
  CHECK(path.with(std::string(56, 'k')) == "bounces+" + std::string(56, 'k') + "@shop.example");
  CHECK(path.with("<evil>") == "bounces@shop.example");
  CHECK(ReturnPath().key_in("bounces+a@shop.example").empty());
  CHECK(ReturnPath().key_anywhere_in("bounces+a@shop.example").empty());
}
