#include "support/countries.hpp"

#include <doctest/doctest.h>

#include "support/testing.hpp"

using namespace plugin_support;
using namespace plugin_support::testing;

TEST_CASE("without countries a channel sends anywhere") {
  const Countries any = with_options({{}, {}}, countries_of);
  CHECK(any.objection("NL").empty());
  CHECK(any.objection("").empty());
}

TEST_CASE("with countries it sends nowhere else") {
  const Countries two = with_options({{}, {{"countries", {"NL", "BE"}}}}, countries_of);
  CHECK(two.objection("BE").empty());
  CHECK(two.objection("FR") == "this channel does not send to FR; see its countries");
  CHECK(two.objection("") == "this channel does not send to numbers of no country; see its countries");
}

TEST_CASE("what is no country is blamed on the option") {
  CHECK(blamed({{}, {{"countries", {"NL", "Holland"}}}}, countries_of) ==
        "countries: \"Holland\" is no country; write its code, such as \"NL\"");
}
