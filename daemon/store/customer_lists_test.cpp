#include "store/customer_lists.hpp"

#include <doctest/doctest.h>

#include "store/store_testing.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;

TEST_CASE("whoever joins twice is on the list once, and whoever leaves is off it") {
  ScratchDatabase database;
  const CustomerId anna = Customers(database).create(some_noon), ben = Customers(database).create(some_noon);
  CustomerLists lists(database);
  CHECK(lists.join(anna, "wishes", some_noon));
  CHECK_FALSE(lists.join(anna, "wishes", some_noon));
  CHECK(lists.join(anna, "club", some_noon));
  CHECK(lists.of_customer(anna) == std::vector<std::string>{"club", "wishes"});
  CHECK_FALSE(lists.contains(ben, "wishes"));
  CHECK_FALSE(lists.leave(ben, "wishes"));
  CHECK(lists.leave(anna, "wishes"));
  CHECK_FALSE(lists.leave(anna, "wishes"));
  CHECK(lists.of_customer(anna) == std::vector<std::string>{"club"});
}
