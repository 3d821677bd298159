#include "channel/outcome.hpp"

#include <doctest/doctest.h>

#include "lifecycled/channel.h"

using namespace lifecycled;

static_assert(static_cast<int>(Outcome::Accepted) == LC_ACCEPTED &&
              static_cast<int>(Outcome::Delivered) == LC_DELIVERED);
static_assert(static_cast<int>(Outcome::Transient) == LC_TRANSIENT);
static_assert(static_cast<int>(Outcome::RateLimited) == LC_RATE_LIMITED);
static_assert(static_cast<int>(Outcome::Rejected) == LC_REJECTED);
static_assert(static_cast<int>(Outcome::InvalidAddress) == LC_INVALID_ADDRESS);
static_assert(static_cast<int>(Outcome::ChannelDown) == LC_CHANNEL_DOWN);
static_assert(static_cast<int>(Outcome::InDoubt) == LC_IN_DOUBT);
static_assert(static_cast<int>(Scope::Message) == LC_SCOPE_MESSAGE &&
              static_cast<int>(Scope::Channel) == LC_SCOPE_CHANNEL);

TEST_CASE("outcomes and scopes have names that lead back") {
  for (int n = 1; n <= 8; ++n) {
    const auto outcome = outcome_from_number(n);
    REQUIRE(outcome);
    CHECK(outcome_from_text(to_text(*outcome)) == outcome);
  }
  CHECK(!outcome_from_number(0));
  CHECK(!outcome_from_number(9));
  CHECK(!outcome_from_text("fine"));
  CHECK(scope_from_text("destination") == Scope::Destination);
  CHECK(!scope_from_number(4));
}
