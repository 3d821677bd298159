#include "audience/stage_report.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <doctest/doctest.h>

#include "audience/testing.hpp"
#include "base/random.hpp"

namespace lifecycled {
namespace {

using testing::days;
using testing::Ledger;

struct Bought {
  CustomerId customer;
  Instant at;
  bool counts = true;
};

// The definition once more, in the plainest way, with doubles and sorting: shares no code with the rules.
std::array<std::int64_t, 5> count_by_hand(const std::vector<Bought>& orders, std::int64_t known,
                                          Instant now) {
  std::map<CustomerId, std::set<std::int64_t>> bought_on;
  std::map<CustomerId, Instant> last;
  const TimeZone zone = TimeZone::named("Europe/Amsterdam");
  for (const Bought& order : orders) {
    if (!order.counts || order.at > now) continue;
    bought_on[order.customer].insert(to_number(zone.day_of(order.at)));
    last[order.customer] = std::max(last[order.customer], order.at);
  }
  std::vector<double> all;
  std::map<CustomerId, std::vector<double>> own;
  for (const auto& [customer, on] : bought_on) {
    for (auto day = on.begin(); day != on.end() && std::next(day) != on.end(); ++day) {
      own[customer].push_back(static_cast<double>(*std::next(day) - *day));
      all.push_back(own[customer].back());
    }
  }
  std::ranges::sort(all);
  const double shop =
      all.empty() ? 60
                  : all[static_cast<std::size_t>(std::ceil(static_cast<double>(all.size() * 4) / 5)) - 1];
  std::array<std::int64_t, 5> out{};
  out[0] = known - static_cast<std::int64_t>(bought_on.size());
  for (const auto& [customer, on] : bought_on) {
    double gap = shop;
    if (auto gaps = own[customer]; gaps.size() >= 4) {
      std::ranges::sort(gaps);
      gap = (gaps[(gaps.size() - 1) / 2] + gaps[gaps.size() / 2]) / 2;
    }
    const double passed = static_cast<double>((now - last[customer]).count()) / 86'400'000.0;
    const std::size_t stage = passed > 2.5 * gap ? 4 : passed > gap ? 3 : on.size() > 1 ? 2 : 1;
    ++out[stage];
  }
  return out;
}

TEST_CASE("the report counts as the definition says, at any moment") {
  Ledger ledger;
  SeededRandom dice(42);
  const Instant opened = ledger.clock.now();
  ledger.clock.set(opened + days(400));
  std::vector<Bought> orders;
  std::vector<CustomerId> customers;
  std::vector<Instant> known;
  for (int i = 0; i < 60; ++i) {
    known.push_back(opened + days(static_cast<double>(dice.number() % 300)));
    customers.push_back(Customers(ledger.database).create(known.back()));
    const auto rhythm = 1 + dice.number() % 60;
    Instant when = known.back();
    for (auto n = dice.number() % 12; n > 0; --n) {
      when +=
          days(static_cast<double>(dice.number() % (2 * rhythm))) + Milliseconds{dice.number() % 86'400'000};
      if (when > ledger.clock.now()) break;
      const std::string key = std::to_string(orders.size());
      orders.push_back({customers.back(), when});
      ledger.order(customers.back(), key, when);
      if (dice.number() % 8 == 0) {
        orders.back().counts = false;
        ledger.tell(customers.back(), "Order Cancelled", R"({"order_id": ")" + key + "\"}");
      }
    }
  }
  for (int day = 0; day <= 400; day += 20) {
    CAPTURE(day);
    const Instant now = opened + days(day) + Milliseconds{12'345};
    const auto known_by = std::ranges::count_if(known, [&](Instant since) { return since <= now; });
    CHECK(report_stages(ledger.database, ledger.rules, now).customers ==
          count_by_hand(orders, known_by, now));
  }

  // What is kept in the store, day by day, comes to the same once everybody has been looked at.
  ledger.stages.compute_shop_figures(ledger.database, ledger.clock.now());
  for (const CustomerId customer : customers)
    ledger.stages.timer_fired(ledger.database, customer, ledger.clock.now());
  CHECK(Customers(ledger.database).count_by_stage() ==
        report_stages(ledger.database, ledger.rules, ledger.clock.now()).customers);
}

TEST_CASE("the gap in force measures those without one of their own") {
  Ledger ledger;
  const CustomerId anna = ledger.customer();
  const Instant now = ledger.clock.now();
  ledger.order(anna, "1", now);
  const auto later = now + days(20);
  CHECK(report_stages(ledger.database, ledger.rules, later).customers ==
        std::array<std::int64_t, 5>{0, 1, 0, 0, 0});
  const StageReport report = report_stages(ledger.database, ledger.rules, later, days(10));
  CHECK(report.customers == std::array<std::int64_t, 5>{0, 0, 0, 1, 0});
  CHECK(report.shop_gap == days(10));
}

TEST_CASE("an empty shop") {
  Ledger ledger;
  const StageReport report = report_stages(ledger.database, ledger.rules, ledger.clock.now());
  CHECK(report.customers == std::array<std::int64_t, 5>{});
  CHECK(report.gaps == 0);
  CHECK_FALSE(report.quantile_days.has_value());
  CHECK(report.shop_gap == days(60));
}

TEST_CASE("an order at the very moment counts, one after it does not") {
  Ledger ledger;
  const CustomerId anna = ledger.customer();
  const Instant now = ledger.clock.now();
  ledger.order(anna, "1", now);
  ledger.order(anna, "2", now + days(30));
  CHECK(report_stages(ledger.database, ledger.rules, now).customers ==
        std::array<std::int64_t, 5>{0, 1, 0, 0, 0});
  const StageReport later = report_stages(ledger.database, ledger.rules, now + days(30));
  CHECK(later.customers == std::array<std::int64_t, 5>{0, 0, 1, 0, 0});
  CHECK(later.quantile_days == 30);
}

}  // namespace
}  // namespace lifecycled
