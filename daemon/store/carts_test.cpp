#include "store/carts.hpp"

#include <doctest/doctest.h>

#include "store/store_testing.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;
using namespace std::chrono_literals;

namespace {

CartRow cart_of(CustomerId customer, std::string key, Instant changed_at) {
  CartRow cart;
  cart.customer = customer;
  cart.key = std::move(key);
  cart.changed_at = cart.settled_at = changed_at;
  cart.currency = "EUR";
  CartLine cup;
  cup.product_id = "p1";
  cup.name = "Cup";
  cup.quantity = 2;
  cup.price_minor = 1500;
  cup.changed_at = changed_at;
  CartLine pot;
  pot.product_id = "p2";
  pot.price_minor = 1990;
  cart.lines = {cup, pot};
  return cart;
}

}  // namespace

TEST_CASE("a cart comes back as it was saved, and saving again replaces its lines") {
  ScratchDatabase scratch;
  const CustomerId anna = add_customer(scratch);
  Carts carts(scratch);
  CartRow cart = cart_of(anna, "c1", some_noon);
  cart.checkout_url = "https://shop.example/checkout";
  carts.save(cart);
  CartRow found = carts.find(anna, "c1").value();
  CHECK(found.changed_at == some_noon);
  CHECK(found.checkout_url == "https://shop.example/checkout");
  REQUIRE(found.lines.size() == 2);
  CHECK(found.lines[0].name == "Cup");
  CHECK(found.lines[0].quantity == 2);
  CHECK(found.lines[0].changed_at == some_noon);
  CHECK_FALSE(found.lines[1].name);
  CHECK(found.total_minor() == 4990);
  CHECK(number_from(scratch, "SELECT total_minor FROM carts") == 4990);
  found.lines.erase(found.lines.begin());
  carts.save(found);
  CHECK(carts.find(anna, "c1").value().lines.size() == 1);
  CHECK(number_from(scratch, "SELECT count(*) FROM cart_lines") == 1);
  CHECK(number_from(scratch, "SELECT total_minor FROM carts") == 1990);
}

TEST_CASE("a total is known when all prices are, and fits into what money can be") {
  CartRow cart = cart_of(1, "", some_noon);
  cart.lines[0].price_minor.reset();
  CHECK_FALSE(cart.total_minor());
  cart.lines[0].price_minor = 100'000'000'000'000'000;
  cart.lines[0].quantity = 1'000'000;
  CHECK_FALSE(cart.total_minor());
}

TEST_CASE("the latest cart is the one that was changed last and holds something") {
  ScratchDatabase scratch;
  const CustomerId anna = add_customer(scratch);
  Carts carts(scratch);
  CHECK_FALSE(carts.latest(anna));
  carts.save(cart_of(anna, "old", some_noon));
  carts.save(cart_of(anna, "new", some_noon + 1h));
  CartRow emptied = cart_of(anna, "emptied", some_noon + 2h);
  emptied.lines.clear();
  carts.save(emptied);
  CHECK(carts.latest(anna).value().key == "new");
  CHECK(carts.of_customer(anna).size() == 3);
  CHECK_FALSE(carts.latest(add_customer(scratch)));
}

TEST_CASE("a customer keeps a bounded number of carts, the newest ones") {
  ScratchDatabase scratch;
  const CustomerId anna = add_customer(scratch);
  Carts carts(scratch);
  for (int i = 0; i < 50; ++i) carts.save(cart_of(anna, std::to_string(i), some_noon + i * 1min));
  CHECK(carts.of_customer(anna).size() == Carts::most_carts);
  CHECK(carts.find(anna, "49"));
  CHECK_FALSE(carts.find(anna, "29"));
  CHECK(number_from(scratch, "SELECT count(*) FROM cart_lines") == 40);
}

TEST_CASE("carts that nobody touches any more are forgotten, a few at a time") {
  ScratchDatabase scratch;
  const CustomerId anna = add_customer(scratch);
  Carts carts(scratch);
  for (int i = 0; i < 3; ++i) carts.save(cart_of(anna, std::to_string(i), some_noon + i * 1min));
  CHECK(carts.forget(some_noon + 2min, 1) == 1);
  CHECK(carts.forget(some_noon + 2min, 10) == 1);
  CHECK(carts.forget(some_noon + 2min, 10) == 0);
  CHECK(carts.of_customer(anna).size() == 1);
  CHECK(number_from(scratch, "SELECT count(*) FROM cart_lines") == 2);
}
