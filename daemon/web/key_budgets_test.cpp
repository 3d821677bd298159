#include "web/key_budgets.hpp"

#include <doctest/doctest.h>

using namespace lifecycled;

namespace {

SteadyInstant at(std::int64_t ms) { return SteadyInstant{Milliseconds{ms}}; }

}  // namespace

TEST_CASE("a key may send what its rate allows, and again as time passes") {
  KeyBudgets budgets({{10, Milliseconds{1000}}, {0, Milliseconds{1000}}});
  for (int i = 0; i < 10; ++i) CHECK_FALSE(budgets.spend(0, 1, at(0)));
  CHECK(budgets.spend(0, 1, at(0)) == Milliseconds{100});
  CHECK(budgets.spend(0, 1, at(40)) == Milliseconds{60});
  CHECK_FALSE(budgets.spend(0, 1, at(100)));
  CHECK(budgets.spend(0, 1, at(100)).has_value());
  // After a long silence no more than the whole.
  for (int i = 0; i < 10; ++i) CHECK_FALSE(budgets.spend(0, 1, at(1'000'000)));
  CHECK(budgets.spend(0, 1, at(1'000'000)).has_value());
}

TEST_CASE("a batch is taken whole and paid back by waiting") {
  KeyBudgets budgets({{10, Milliseconds{1000}}});
  CHECK_FALSE(budgets.spend(0, 25, at(0)));
  CHECK(budgets.spend(0, 1, at(0)) == Milliseconds{1600});
  CHECK_FALSE(budgets.spend(0, 1, at(1600)));
}

TEST_CASE("keys have budgets of their own, and some have none") {
  KeyBudgets budgets({{1, Milliseconds{1000}}, {0, Milliseconds{1000}}, {1, Milliseconds{1000}}});
  CHECK_FALSE(budgets.spend(0, 1, at(0)));
  CHECK(budgets.spend(0, 1, at(0)));
  CHECK_FALSE(budgets.spend(2, 1, at(0)));
  for (int i = 0; i < 100; ++i) CHECK_FALSE(budgets.spend(1, 1000, at(0)));
  CHECK_FALSE(budgets.spend(9, 1000, at(0)));
}
