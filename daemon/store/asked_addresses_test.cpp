#include "store/asked_addresses.hpp"

#include <doctest/doctest.h>

#include "store/store_testing.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;

TEST_CASE("an address is counted by the day, and days that are over leave nothing behind") {
  ScratchDatabase scratch;
  AskedAddresses asked(scratch);
  CHECK(asked.count("email", "a@b.example", some_noon) == 0);
  asked.note("email", "a@b.example", some_noon);
  asked.note("email", "a@b.example", some_noon);
  asked.note("phone", "a@b.example", some_noon);
  CHECK(asked.count("email", "a@b.example", some_noon) == 2);
  CHECK(asked.count("email", "c@b.example", some_noon) == 0);
  CHECK(asked.count("email", "a@b.example", some_noon + day_length) == 0);
  asked.note("email", "c@b.example", some_noon + 2 * day_length);
  CHECK(asked.count("email", "a@b.example", some_noon) == 0);
  CHECK(asked.count("email", "c@b.example", some_noon + 2 * day_length) == 1);
}
