#include "store/addresses.hpp"

#include <doctest/doctest.h>

#include "store/store_testing.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;
using namespace std::chrono_literals;

namespace {

std::vector<AddressId> ids(const std::vector<AddressRow>& rows) {
  std::vector<AddressId> out;
  for (const AddressRow& row : rows) out.push_back(row.id);
  return out;
}

}  // namespace

TEST_CASE("an address is one row however often and however written it is told") {
  ScratchDatabase scratch;
  Addresses addresses(scratch);
  const CustomerId anna = add_customer(scratch);
  const AddressId id = addresses.add(anna, "email", "Anna@Example.org", "anna@example.org", some_noon);
  CHECK(addresses.add(anna, "email", "anna@example.org", "anna@example.org", some_noon + 1h) == id);
  const auto row = addresses.find(id);
  REQUIRE(row);
  CHECK(row->customer == anna);
  CHECK(row->kind == "email");
  CHECK(row->value == "Anna@Example.org");
  CHECK(row->normal == "anna@example.org");
  CHECK_FALSE(addresses.find(id + 1));
}

TEST_CASE("the newest address comes first, also among those of the same moment") {
  ScratchDatabase scratch;
  Addresses addresses(scratch);
  const CustomerId anna = add_customer(scratch);
  const AddressId newest = addresses.add(anna, "email", "new@example.org", "new@example.org", some_noon + 1h);
  const AddressId oldest = addresses.add(anna, "email", "old@example.org", "old@example.org", some_noon);
  const AddressId beside = addresses.add(anna, "email", "b@example.org", "b@example.org", some_noon);
  const AddressId phone = addresses.add(anna, "phone", "+31612345678", "+31612345678", some_noon);
  CHECK(ids(addresses.of_customer(anna, "email")) == std::vector<AddressId>{newest, beside, oldest});
  CHECK(ids(addresses.of_customer(anna)) == std::vector<AddressId>{newest, beside, oldest, phone});
  CHECK(addresses.of_customer(anna, "webpush").empty());
}

TEST_CASE("two customers may share a mailbox, each with an address of their own") {
  ScratchDatabase scratch;
  Addresses addresses(scratch);
  const AddressId annas = add_address(scratch, add_customer(scratch), "home@example.org");
  const AddressId bens = add_address(scratch, add_customer(scratch), "home@example.org");
  CHECK(annas != bens);
  CHECK(ids(addresses.with_value("email", "home@example.org")) == std::vector<AddressId>{annas, bens});
  CHECK(addresses.with_value("phone", "home@example.org").empty());
}

TEST_CASE("a suppression holds for one channel, and the first reason stays") {
  ScratchDatabase scratch;
  Addresses addresses(scratch);
  const AddressId id = add_address(scratch, add_customer(scratch), "a@example.org");
  CHECK_FALSE(addresses.suppression(id, "email"));
  addresses.suppress(id, "email", "complaint", some_noon);
  addresses.suppress(id, "email", "invalid address", some_noon + 1h);
  const auto suppressed = addresses.suppression(id, "email");
  REQUIRE(suppressed);
  CHECK(suppressed->since == some_noon);
  CHECK(suppressed->why == "complaint");
  CHECK_FALSE(addresses.suppression(id, "newsletter"));
}
