#include "store/orders.hpp"

#include <algorithm>
#include <functional>

#include <doctest/doctest.h>

#include "store/store_testing.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;
using namespace std::chrono_literals;

namespace {

OrderRow order_of(CustomerId customer, std::string key, std::int64_t total_minor = 10'000) {
  OrderRow order;
  order.key = std::move(key);
  order.customer = customer;
  order.ordered_at = some_noon;
  order.day = 20'517;
  order.total_minor = total_minor;
  order.currency = "EUR";
  return order;
}

struct Shop {
  ScratchDatabase scratch;
  Orders orders{scratch};
  CustomerId anna = add_customer(scratch);
};

using Word = std::function<void(Orders&)>;
const Word cancelled = [](Orders& orders) { orders.cancel("1"); };
const Word refunded = [](Orders& orders) { orders.refund("1", std::nullopt); };
Word refunded_by(std::int64_t amount_minor) {
  return [amount_minor](Orders& orders) { orders.refund("1", amount_minor); };
}

struct Fate {
  OrderStatus status = OrderStatus::Placed;
  std::int64_t refunded_minor = 0;
  bool counts = false;
};

// What becomes of an order of 100.00 (or of `total_minor`) when these words come, the first `before` of them
// sooner than the order itself.
Fate fate(const std::vector<Word>& words, std::size_t before, std::int64_t total_minor = 10'000) {
  Shop shop;
  for (std::size_t i = 0; i < before; ++i) words[i](shop.orders);
  CHECK(shop.orders.add(order_of(shop.anna, "1", total_minor), std::nullopt));
  for (std::size_t i = before; i < words.size(); ++i) words[i](shop.orders);
  const auto order = shop.orders.find("1");
  REQUIRE(order);
  CHECK(number_from(shop.scratch, "SELECT count(*) FROM order_notes") == 0);
  return {order->status, order->refunded_minor, shop.orders.counting(shop.anna).size() == 1};
}

// The network may turn the order of things round; what is true afterwards must not depend on it.
void check_fate(const std::vector<Word>& words, const Fate& expected, std::int64_t total_minor = 10'000) {
  for (std::size_t before = 0; before <= words.size(); ++before) {
    CAPTURE(before);
    const Fate found = fate(words, before, total_minor);
    CHECK(found.status == expected.status);
    CHECK(found.refunded_minor == expected.refunded_minor);
    CHECK(found.counts == expected.counts);
  }
}

}  // namespace

TEST_CASE("an order comes back with its lines") {
  Shop shop;
  OrderRow order = order_of(shop.anna, "A-1");
  order.discount_minor = 500;
  order.coupon = "SPRING";
  order.lines = {{"sku-1", "Chair", 2, 4'500}, {std::nullopt, std::nullopt, 1, std::nullopt}};
  CHECK(shop.orders.add(order, 17));
  const auto stored = shop.orders.find("A-1");
  REQUIRE(stored);
  CHECK(stored->customer == shop.anna);
  CHECK(stored->ordered_at == some_noon);
  CHECK(stored->day == 20'517);
  CHECK(stored->total_minor == 10'000);
  CHECK(stored->currency == "EUR");
  CHECK(stored->discount_minor == 500);
  CHECK(stored->coupon == "SPRING");
  CHECK(stored->status == OrderStatus::Placed);
  REQUIRE(stored->lines.size() == 2);
  CHECK(stored->lines[0].product_id == "sku-1");
  CHECK(stored->lines[0].name == "Chair");
  CHECK(stored->lines[0].quantity == 2);
  CHECK(stored->lines[0].price_minor == 4'500);
  CHECK_FALSE(stored->lines[1].product_id);
  CHECK_FALSE(stored->lines[1].price_minor);
  CHECK_FALSE(shop.orders.find("A-2"));
}

TEST_CASE("an order is one order however often it is told, and the first word stays") {
  Shop shop;
  OrderRow order = order_of(shop.anna, "1");
  order.lines = {{"sku-1", "Chair", 1, 10'000}};
  CHECK(shop.orders.add(order, 1));
  order.total_minor = 99;
  order.lines.push_back({"sku-2", "Table", 1, 1});
  CHECK_FALSE(shop.orders.add(order, 2));
  const auto stored = shop.orders.find("1");
  CHECK(stored->total_minor == 10'000);
  CHECK(stored->lines.size() == 1);
  CHECK(shop.orders.counting(shop.anna).size() == 1);
}

TEST_CASE("telling a cancelled order again does not bring it back") {
  Shop shop;
  shop.orders.add(order_of(shop.anna, "1"), 1);
  shop.orders.cancel("1");
  CHECK_FALSE(shop.orders.add(order_of(shop.anna, "1"), 2));
  CHECK(shop.orders.find("1")->status == OrderStatus::Cancelled);
  CHECK(shop.orders.counting(shop.anna).empty());
}

TEST_CASE("cancelling and refunding tell whose order it was, or that it is not known yet") {
  Shop shop;
  CHECK_FALSE(shop.orders.cancel("1"));
  CHECK_FALSE(shop.orders.refund("2", 100));
  shop.orders.add(order_of(shop.anna, "3"), std::nullopt);
  CHECK(shop.orders.refund("3", 100) == shop.anna);
  CHECK(shop.orders.cancel("3") == shop.anna);
}

TEST_CASE("a cancelled order does not count, whichever word came first") {
  check_fate({cancelled}, {OrderStatus::Cancelled, 0, false});
  check_fate({cancelled, cancelled}, {OrderStatus::Cancelled, 0, false});
}

TEST_CASE("a fully refunded order does not count, whichever word came first") {
  check_fate({refunded}, {OrderStatus::Refunded, 10'000, false});
  check_fate({refunded, refunded}, {OrderStatus::Refunded, 10'000, false});
}

TEST_CASE("a partly refunded order counts with what is left") {
  check_fate({refunded_by(2'500)}, {OrderStatus::PartlyRefunded, 2'500, true});
  check_fate({refunded_by(2'500), refunded_by(2'500)}, {OrderStatus::PartlyRefunded, 5'000, true});
  Shop shop;
  shop.orders.add(order_of(shop.anna, "1"), std::nullopt);
  shop.orders.refund("1", 2'500);
  CHECK(shop.orders.counting(shop.anna).at(0).net_minor == 7'500);
}

TEST_CASE("partial refunds that reach the total are a full refund, and never more than it") {
  check_fate({refunded_by(6'000), refunded_by(4'000)}, {OrderStatus::Refunded, 10'000, false});
  check_fate({refunded_by(6'000), refunded_by(6'000)}, {OrderStatus::Refunded, 10'000, false});
  check_fate({refunded_by(99'999)}, {OrderStatus::Refunded, 10'000, false});
}

TEST_CASE("a partial refund after a full one changes nothing") {
  check_fate({refunded, refunded_by(2'500)}, {OrderStatus::Refunded, 10'000, false});
  check_fate({refunded_by(2'500), refunded}, {OrderStatus::Refunded, 10'000, false});
}

TEST_CASE("a cancelled order stays cancelled when its money goes back") {
  check_fate({cancelled, refunded}, {OrderStatus::Cancelled, 10'000, false});
  check_fate({cancelled, refunded_by(2'500)}, {OrderStatus::Cancelled, 2'500, false});
  check_fate({refunded_by(2'500), cancelled}, {OrderStatus::Cancelled, 2'500, false});
  check_fate({refunded, cancelled}, {OrderStatus::Cancelled, 10'000, false});
}

TEST_CASE("an order of nothing is an order: it counts until it is cancelled or given back") {
  check_fate({}, {OrderStatus::Placed, 0, true}, 0);
  check_fate({cancelled}, {OrderStatus::Cancelled, 0, false}, 0);
  check_fate({refunded}, {OrderStatus::Refunded, 0, false}, 0);
}

TEST_CASE("an import may bring orders that ended long ago") {
  Shop shop;
  OrderRow order = order_of(shop.anna, "cancelled");
  order.status = OrderStatus::Cancelled;
  shop.orders.add(order, std::nullopt);
  order = order_of(shop.anna, "refunded");
  order.status = OrderStatus::Refunded;
  shop.orders.add(order, std::nullopt);
  order = order_of(shop.anna, "refunded by its amount");
  order.refunded_minor = order.total_minor;
  shop.orders.add(order, std::nullopt);
  CHECK(shop.orders.counting(shop.anna).empty());
}

TEST_CASE("a word about one order touches no other") {
  Shop shop;
  shop.orders.add(order_of(shop.anna, "1"), std::nullopt);
  shop.orders.cancel("2");
  shop.orders.refund("3", std::nullopt);
  CHECK(shop.orders.counting(shop.anna).size() == 1);
}

TEST_CASE("counting orders come oldest first, with what a discount is") {
  Shop shop;
  const CustomerId ben = add_customer(shop.scratch);
  OrderRow late = order_of(shop.anna, "late");
  late.day = 20'520;
  late.coupon = "SPRING";
  OrderRow evening = order_of(shop.anna, "evening");
  evening.ordered_at = some_noon + 6h;
  evening.discount_minor = 1;
  for (const OrderRow& order : {late, evening, order_of(shop.anna, "noon"), order_of(ben, "ben's")}) {
    shop.orders.add(order, std::nullopt);
  }
  const auto counting = shop.orders.counting(shop.anna);
  REQUIRE(counting.size() == 3);
  CHECK(counting[0].at == some_noon);
  CHECK_FALSE(counting[0].discounted);
  CHECK(counting[1].at == some_noon + 6h);
  CHECK(counting[1].discounted);
  CHECK(counting[2].day == 20'520);
  CHECK(counting[2].discounted);
  CHECK(counting[2].currency == "EUR");
}

TEST_CASE("the latest order is the latest that counts") {
  Shop shop;
  CHECK_FALSE(shop.orders.latest(shop.anna));
  OrderRow later = order_of(shop.anna, "later");
  later.day += 3;
  later.ordered_at += 72h;
  shop.orders.add(later, std::nullopt);
  shop.orders.add(order_of(shop.anna, "sooner"), std::nullopt);
  CHECK(shop.orders.latest(shop.anna)->key == "later");
  shop.orders.cancel("later");
  CHECK(shop.orders.latest(shop.anna)->key == "sooner");
}

TEST_CASE("a report passes over all counting orders up to a moment, customer by customer") {
  Shop shop;
  const CustomerId ben = add_customer(shop.scratch);
  const auto add = [&](CustomerId customer, std::string key, int day) {
    OrderRow order = order_of(customer, std::move(key));
    order.day += day;
    order.ordered_at += day * day_length;
    shop.orders.add(order, std::nullopt);
  };
  add(ben, "1", 1);
  add(shop.anna, "2", 2);
  add(shop.anna, "3", 0);
  add(shop.anna, "4", 1);
  add(shop.anna, "5", 3);  // after the moment asked for
  shop.orders.cancel("4");
  std::vector<std::pair<CustomerId, std::int64_t>> seen;
  shop.orders.each_until(some_noon + 2 * day_length, [&](CustomerId customer, std::int64_t day, Instant at) {
    CHECK(at == some_noon + (day - 20'517) * day_length);
    seen.emplace_back(customer, day - 20'517);
  });
  CHECK(seen == std::vector<std::pair<CustomerId, std::int64_t>>{{shop.anna, 0}, {shop.anna, 2}, {ben, 1}});
}

TEST_CASE("an order is as the newest word says, in whatever order they come") {
  Shop shop;
  shop.orders.add(order_of(shop.anna, "1"), 1);
  OrderRow changed = order_of(shop.anna, "1", 12'000);
  changed.coupon = "SPRING";
  changed.lines = {{"sku-9", "Lamp", 3, 4'000}};
  CHECK(shop.orders.update(changed, some_noon + 2h));
  CHECK_FALSE(shop.orders.update(order_of(shop.anna, "1", 11'000), some_noon + 1h));  // told late
  auto stored = shop.orders.find("1").value();
  CHECK(stored.total_minor == 12'000);
  CHECK(stored.coupon == "SPRING");
  REQUIRE(stored.lines.size() == 1);
  CHECK(stored.lines[0].name == "Lamp");
  // A change of the amount alone keeps the lines.
  CHECK(shop.orders.update(order_of(shop.anna, "1", 13'000), some_noon + 3h));
  stored = shop.orders.find("1").value();
  CHECK(stored.total_minor == 13'000);
  CHECK(stored.lines.size() == 1);
  CHECK_FALSE(shop.orders.update(order_of(shop.anna, "2"), some_noon));
  OrderRow dollars = order_of(shop.anna, "1", 1);
  dollars.currency = "USD";
  CHECK_FALSE(shop.orders.update(dollars, some_noon + 4h));  // what was refunded is in euros
}

TEST_CASE("an order that shrinks to what was refunded counts no more") {
  Shop shop;
  shop.orders.add(order_of(shop.anna, "1"), 1);
  shop.orders.refund("1", 4'000);
  CHECK(shop.orders.update(order_of(shop.anna, "1", 9'000), some_noon + 1h));
  CHECK(shop.orders.find("1")->status == OrderStatus::PartlyRefunded);
  CHECK(shop.orders.update(order_of(shop.anna, "1", 4'000), some_noon + 2h));
  CHECK(shop.orders.find("1")->status == OrderStatus::Refunded);
  CHECK(shop.orders.counting(shop.anna).empty());
}

TEST_CASE("whether an order stands is the newest word, too") {
  Shop shop;
  shop.orders.add(order_of(shop.anna, "1"), 1);
  CHECK_FALSE(shop.orders.restore("1", some_noon));  // no news
  CHECK(shop.orders.cancel("1", some_noon + 2h) == shop.anna);
  CHECK_FALSE(shop.orders.restore("1", some_noon + 1h));  // told late
  CHECK(shop.orders.find("1")->status == OrderStatus::Cancelled);
  CHECK(shop.orders.restore("1", some_noon + 3h) == shop.anna);
  CHECK(shop.orders.counting(shop.anna).size() == 1);
  CHECK_FALSE(shop.orders.cancel("1", some_noon + 2h));  // told again
  CHECK(shop.orders.find("1")->status == OrderStatus::Placed);
  shop.orders.refund("1", 100);
  CHECK(shop.orders.cancel("1") == shop.anna);  // whoever gives no time means now
  CHECK(shop.orders.restore("1", some_noon + 4h) == shop.anna);
  CHECK(shop.orders.find("1")->status == OrderStatus::PartlyRefunded);
}

TEST_CASE("a refund under the shop's own id is one") {
  Shop shop;
  CHECK(shop.orders.note_refund("1", "r1"));
  CHECK_FALSE(shop.orders.note_refund("1", "r1"));
  CHECK(shop.orders.note_refund("1", "r2"));
  CHECK(shop.orders.note_refund("2", "r1"));
  CHECK(shop.orders.knows_refund("1", "r2"));
  CHECK_FALSE(shop.orders.knows_refund("2", "r2"));
}
