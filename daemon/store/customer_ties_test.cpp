#include "store/customer_ties.hpp"

#include <doctest/doctest.h>

#include "store/store_testing.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;

TEST_CASE("the latest word about a case or subscription counts, in whatever order the words come") {
  ScratchDatabase scratch;
  CustomerTies ties(scratch);
  const CustomerId anna = add_customer(scratch), ben = add_customer(scratch);
  const auto cases = [&](CustomerId customer) { return ties.open(customer, TieKind::SupportCase); };
  ties.tell(anna, TieKind::SupportCase, "1", true, some_noon);
  ties.tell(anna, TieKind::SupportCase, "1", true, some_noon + day_length);
  ties.tell(anna, TieKind::SupportCase, "2", true, some_noon);
  ties.tell(ben, TieKind::SupportCase, "1", true, some_noon);
  CHECK(cases(anna) == 2);
  ties.tell(anna, TieKind::SupportCase, "1", false, some_noon + 2 * day_length);
  CHECK(cases(anna) == 1);
  ties.tell(anna, TieKind::SupportCase, "3", false, some_noon + day_length);
  ties.tell(anna, TieKind::SupportCase, "3", true, some_noon);
  CHECK(cases(anna) == 1);
  ties.tell(anna, TieKind::SupportCase, "2", false, some_noon);  // opened and closed at once
  ties.tell(anna, TieKind::SupportCase, "2", true, some_noon);
  CHECK(cases(anna) == 0);
  ties.tell(anna, TieKind::Subscription, "1", true, some_noon);
  CHECK(ties.open(anna, TieKind::Subscription) == 1);
  CHECK(cases(ben) == 1);
}
