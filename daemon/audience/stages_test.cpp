#include "audience/stages.hpp"

#include <algorithm>

#include <doctest/doctest.h>

#include "audience/testing.hpp"
#include "store/shop_figures.hpp"

namespace lifecycled {
namespace {

using testing::at;
using testing::days;
using testing::Ledger;

// Purchases of one customer, the last of them now, so many days apart.
CustomerId buyer(Ledger& ledger, const std::vector<int>& gaps, const std::string& name) {
  const CustomerId customer = ledger.customer();
  Instant when = ledger.clock.now();
  ledger.order(customer, name + "0", when);
  for (std::size_t i = gaps.size(); i > 0; --i) {
    when -= days(gaps[i - 1]);
    ledger.order(customer, name + std::to_string(i), when);
  }
  return customer;
}

std::vector<CustomerId> moved(const std::vector<StageChange>& changes) {
  std::vector<CustomerId> out;
  for (const StageChange& change : changes) out.push_back(change.customer);
  return out;
}

TEST_CASE("a customer with an own gap has a timer of their own") {
  Ledger ledger;
  const CustomerId anna = buyer(ledger, {10, 10, 10, 10}, "a");
  const Instant last = ledger.clock.now();
  CustomerRow row = ledger.profile(anna);
  CHECK(row.stage == Stage::ActiveRepeat);
  CHECK(row.gap_basis == GapBasis::Own);
  CHECK(row.own_gap == days(10));
  CHECK(row.stage_due_at == last + days(10) + Milliseconds{1});
  CHECK_FALSE(ledger.stages.next_shared_border(ledger.database).has_value());

  ledger.clock.set(*row.stage_due_at);
  auto change = ledger.stages.timer_fired(ledger.database, anna, ledger.clock.now());
  REQUIRE(change.has_value());
  CHECK(change->from == Stage::ActiveRepeat);
  CHECK(change->to == Stage::Lapsing);
  CHECK(change->at == ledger.clock.now());
  row = ledger.profile(anna);
  CHECK(row.stage_due_at == last + days(25) + Milliseconds{1});
  CHECK(row.stage_since == ledger.clock.now());

  ledger.clock.set(*row.stage_due_at);
  change = ledger.stages.timer_fired(ledger.database, anna, ledger.clock.now());
  CHECK(change->to == Stage::Lapsed);
  CHECK_FALSE(ledger.profile(anna).stage_due_at.has_value());
}

TEST_CASE("history that arrives order by order tells since when a customer has been lapsed") {
  Ledger ledger;
  const CustomerId anna = ledger.customer();
  const Instant first = ledger.clock.now() - days(400);
  for (int i = 0; i < 5; ++i) ledger.order(anna, "a" + std::to_string(i), first + days(10 * i));
  const CustomerRow row = ledger.profile(anna);
  CHECK(row.stage == Stage::Lapsed);
  CHECK(row.own_gap == days(10));
  CHECK(row.stage_since == first + days(40) + days(25) + Milliseconds{1});
}

TEST_CASE("a new order moves the timer and brings the customer back") {
  Ledger ledger;
  const CustomerId anna = buyer(ledger, {10, 10, 10, 10}, "a");
  ledger.clock.advance(days(12));
  ledger.stages.timer_fired(ledger.database, anna, ledger.clock.now());
  const auto change = ledger.order(anna, "again", ledger.clock.now());
  REQUIRE(change.has_value());
  CHECK(change->from == Stage::Lapsing);
  CHECK(change->to == Stage::ActiveRepeat);
  CHECK(ledger.profile(anna).stage_due_at == ledger.clock.now() + days(10) + Milliseconds{1});
  ledger.clock.advance(days(9));
  CHECK_FALSE(ledger.stages.timer_fired(ledger.database, anna, ledger.clock.now()).has_value());
  // One timer of hers and one for the shop's figures: the old ones are gone.
  CHECK(Timers(ledger.database).count_due(ledger.clock.now() + days(999)) == 2);
}

TEST_CASE("the shared border moves everybody at the right instant: active, lapsing, lapsed") {
  Ledger ledger;
  const CustomerId once = buyer(ledger, {}, "a");
  ledger.clock.advance(Milliseconds{5});
  const CustomerId twice = buyer(ledger, {20}, "b");
  const Instant last = ledger.profile(once).last_order_at.value();
  CHECK_FALSE(ledger.profile(once).stage_due_at.has_value());

  const auto pass_next = [&](Instant expected) {
    CHECK(ledger.stages.next_shared_border(ledger.database) == expected);
    ledger.clock.set(expected - Milliseconds{1});
    CHECK(ledger.stages.pass_shared_border(ledger.database, ledger.clock.now(), 99).empty());
    ledger.clock.set(expected);
    return ledger.stages.pass_shared_border(ledger.database, ledger.clock.now(), 99);
  };
  auto changes = pass_next(last + days(60) + Milliseconds{1});
  CHECK(moved(changes) == std::vector{once});
  CHECK(changes[0].to == Stage::Lapsing);
  changes = pass_next(last + days(60) + Milliseconds{6});
  CHECK(moved(changes) == std::vector{twice});
  changes = pass_next(last + days(150) + Milliseconds{1});
  CHECK(changes.at(0).to == Stage::Lapsed);
  changes = pass_next(last + days(150) + Milliseconds{6});
  CHECK(moved(changes) == std::vector{twice});
  CHECK_FALSE(ledger.stages.next_shared_border(ledger.database).has_value());
}

TEST_CASE("slices of the border are as large as asked for") {
  Ledger ledger;
  for (int i = 0; i < 10; ++i) buyer(ledger, {}, std::to_string(i));
  ledger.clock.advance(days(61));
  std::size_t all = 0;
  for (std::size_t slice = 3; slice == 3; all += slice) {
    slice = ledger.stages.pass_shared_border(ledger.database, ledger.clock.now(), 3).size();
    CHECK(slice <= 3);
  }
  CHECK(all == 10);
}

TEST_CASE("a border that moves touches those between the old and the new, and nobody else") {
  Ledger ledger;
  const Instant now = ledger.clock.now();
  std::vector<CustomerId> customers;  // last order 0, 10, 20 ... 190 days ago
  for (int i = 0; i < 20; ++i) {
    customers.push_back(ledger.customer());
    ledger.order(customers.back(), std::to_string(i), now - days(i * 10.0));
  }
  const auto stage_by_gap = [&](double gap, int i) {
    return ledger.rules.stage(1, now - days(i * 10.0), days(gap), now);
  };
  const auto set_gap_and_move = [&](double gap) {
    ShopFigures(ledger.database).save(now, days(gap), 1);
    std::vector<CustomerId> all;
    for (;;) {
      const auto changes = ledger.stages.pass_shared_border(ledger.database, now, 4);
      if (changes.empty()) break;
      for (const CustomerId customer : moved(changes)) all.push_back(customer);
    }
    std::ranges::sort(all);
    return all;
  };
  double before = 60;
  for (const double gap : {45.0, 30.0, 62.0, 200.0, 1.0, 60.0}) {
    CAPTURE(gap);
    std::vector<CustomerId> expected;
    for (int i = 0; i < 20; ++i) {
      if (stage_by_gap(before, i) != stage_by_gap(gap, i))
        expected.push_back(customers[static_cast<std::size_t>(i)]);
    }
    CHECK(set_gap_and_move(gap) == expected);
    for (int i = 0; i < 20; ++i) {
      CHECK(ledger.profile(customers[static_cast<std::size_t>(i)]).stage == stage_by_gap(gap, i));
    }
    before = gap;
  }
}

TEST_CASE("cancelled and fully refunded orders do not count") {
  Ledger ledger;
  const Instant now = ledger.clock.now();
  const CustomerId anna = ledger.customer();
  ledger.order(anna, "1", now - days(20));
  ledger.order(anna, "2", now - days(1));
  CHECK(ledger.profile(anna).stage == Stage::ActiveRepeat);
  ledger.stages.compute_shop_figures(ledger.database, now);
  CHECK(ShopFigures(ledger.database).latest()->gap == days(19));

  auto change = ledger.tell(anna, "Order Refunded", R"({"order_id": "2", "total": 4})");
  CHECK_FALSE(change.has_value());  // a part of it
  CHECK(ledger.profile(anna).spent_minor == 1600);
  change = ledger.tell(anna, "Order Cancelled", R"({"order_id": "2"})");
  REQUIRE(change.has_value());
  CHECK(change->to ==
        Stage::Lapsing);  // 20 days after the first, at 19 days the gap, which stands until midnight
  CHECK(ledger.profile(anna).orders == 1);
  ledger.stages.compute_shop_figures(ledger.database, now);
  CHECK(ShopFigures(ledger.database).latest()->gaps == 0);

  change = ledger.tell(anna, "Order Refunded", R"({"order_id": "1"})");
  REQUIRE(change.has_value());
  CHECK(change->to == Stage::Prospect);
  CHECK(ledger.profile(anna).spent_minor == 0);
  CHECK_FALSE(ledger.stages.next_shared_border(ledger.database).has_value());
}

TEST_CASE("orders of one day in the shop's zone are one purchase") {
  Ledger ledger;
  const CustomerId anna = ledger.customer();
  ledger.order(anna, "1", at("2026-03-01T23:30:00Z"));  // 2 March in Amsterdam
  ledger.order(anna, "2", at("2026-03-02T22:30:00Z"));
  CHECK(ledger.profile(anna).orders == 2);
  CHECK(ledger.profile(anna).purchases == 1);
  CHECK(ledger.profile(anna).stage == Stage::ActiveOneTime);
  ledger.order(anna, "3", at("2026-03-02T23:00:00Z"));  // the 3rd
  CHECK(ledger.profile(anna).purchases == 2);
  CHECK(ledger.profile(anna).stage == Stage::ActiveRepeat);
  CHECK(Stages::purchase_days(ledger.database, anna).size() == 2);
}

TEST_CASE("history imported late entered its stage when it did") {
  Ledger ledger;
  const Instant now = ledger.clock.now();
  const CustomerId anna = ledger.customer();
  const auto change = ledger.order(anna, "1", now - days(100));
  REQUIRE(change.has_value());
  CHECK(change->to == Stage::Lapsing);
  CHECK(change->at == now - days(40) + Milliseconds{1});
  CHECK(ledger.profile(anna).stage_since == change->at);

  const CustomerId ben = ledger.customer();
  CHECK(ledger.order(ben, "2", now - days(1000))->at == now - days(850) + Milliseconds{1});
  const CustomerId cleo = ledger.customer();
  CHECK(ledger.order(cleo, "3", now - days(2))->at == now - days(2));
}

TEST_CASE("an order that arrives late and out of order fills its gap") {
  Ledger ledger;
  const Instant now = ledger.clock.now();
  const CustomerId anna = ledger.customer();
  ledger.order(anna, "1", now - days(30));
  ledger.order(anna, "3", now);
  ledger.order(anna, "2", now - days(10));
  ShopFigures figures(ledger.database);
  CHECK(figures.gap_total() == 2);
  CHECK(figures.gap_at_rank(1) == 10);
  CHECK(figures.gap_at_rank(2) == 20);
}

TEST_CASE("a fixed gap needs nothing learnt") {
  StageSettings settings;
  settings.gap_days = 30;
  Ledger ledger(settings);
  const CustomerId anna = buyer(ledger, {5, 5, 5, 5, 5}, "a");
  CHECK(ledger.profile(anna).gap_basis == GapBasis::Shop);
  CHECK(ledger.stages.next_shared_border(ledger.database) == ledger.clock.now() + days(30) + Milliseconds{1});
}

TEST_CASE("the shop's figures are made once and then at each midnight of the shop") {
  Ledger ledger;
  const auto first = ShopFigures(ledger.database).latest();
  REQUIRE(first.has_value());
  CHECK(first->gap == days(60));
  ledger.stages.ensure_shop_figures(ledger.database, ledger.clock.now());
  CHECK(ShopFigures(ledger.database).latest()->version == first->version);
  CHECK(Timers(ledger.database).next_due() == at("2026-03-05T23:00:00Z"));
}

}  // namespace
}  // namespace lifecycled
