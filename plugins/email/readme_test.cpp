// README.md's table is the options' own table: what is documented is what there is.
#include <doctest/doctest.h>

#include "options.hpp"
#include "support/testing.hpp"

using namespace plugin_support::testing;

TEST_CASE("README.md shows the options as they are declared") {
  CHECK(table_in(EMAIL_README, "option") == option_table("option", email::options));
}
