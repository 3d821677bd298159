#include "web/client_budgets.hpp"

#include <doctest/doctest.h>

using namespace lifecycled;

namespace {

IpAddress address(std::string_view text) { return IpAddress::parse(text).value(); }

struct Fixture {
  ClientBudgets budgets{{20, Milliseconds{10'000}, 100}, "key"};
  SteadyInstant now;

  // How many of so many requests may pass.
  int passed(std::string_view client, int requests) {
    int count = 0;
    for (int i = 0; i < requests; ++i) count += budgets.spend(address(client), now) ? 0 : 1;
    return count;
  }
};

}  // namespace

TEST_CASE("a client may spend its bucket at once, and then as it fills") {
  Fixture fixture;
  CHECK(fixture.passed("192.0.2.1", 25) == 20);
  CHECK(fixture.budgets.spend(address("192.0.2.1"), fixture.now) == Milliseconds{500});
  fixture.now += Milliseconds{499};
  CHECK(fixture.passed("192.0.2.1", 1) == 0);
  fixture.now += Milliseconds{1};
  CHECK(fixture.passed("192.0.2.1", 5) == 1);
  fixture.now += Milliseconds{60'000};
  CHECK(fixture.passed("192.0.2.1", 25) == 20);
  CHECK(fixture.passed("192.0.2.2", 25) == 20);
}

TEST_CASE("a failed guess costs eleven, and goes into debt") {
  Fixture fixture;
  const IpAddress client = address("192.0.2.1");
  for (int i = 0; i < 2; ++i) {
    CHECK_FALSE(fixture.budgets.spend(client, fixture.now));
    fixture.budgets.charge_failure(client, fixture.now);
  }
  CHECK(fixture.budgets.wait_of(client, fixture.now) == Milliseconds{1'500});
  fixture.budgets.charge_failure(client, fixture.now);
  fixture.budgets.charge_failure(client, fixture.now);
  CHECK(fixture.budgets.wait_of(client, fixture.now) == Milliseconds{5'500});
  fixture.now += Milliseconds{5'500};
  CHECK(fixture.passed("192.0.2.1", 2) == 1);
}

TEST_CASE("IPv6 clients are their /64") {
  Fixture fixture;
  CHECK(fixture.passed("2001:db8:1:2::1", 15) == 15);
  CHECK(fixture.passed("2001:db8:1:2:ffff::9", 15) == 5);
  CHECK(fixture.passed("2001:db8:1:3::1", 15) == 15);
}

TEST_CASE("the table never grows: who has not come for longest is forgotten") {
  Fixture fixture;
  CHECK(fixture.passed("192.0.2.1", 20) == 20);
  for (int i = 0; i < 99; ++i) fixture.passed("10.0.0." + std::to_string(i), 1);
  CHECK(fixture.passed("192.0.2.1", 1) == 0);
  for (int i = 0; i < 10'000; ++i) {
    fixture.passed("10." + std::to_string(i / 256) + ".1." + std::to_string(i % 256), 1);
  }
  CHECK(fixture.budgets.clients() == 100);
  CHECK(fixture.passed("192.0.2.1", 25) == 20);
}

TEST_CASE("without a limit nobody is counted") {
  ClientBudgets budgets({0, Milliseconds{1000}, 100}, "key");
  for (int i = 0; i < 1000; ++i) CHECK_FALSE(budgets.spend(address("192.0.2.1"), {}));
  budgets.charge_failure(address("192.0.2.1"), {});
  CHECK(budgets.clients() == 0);
}
