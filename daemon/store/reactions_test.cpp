#include "store/reactions.hpp"

#include <doctest/doctest.h>

#include "store/link_targets.hpp"
#include "store/store_testing.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;

namespace {

struct Shop {
  Database database{":memory:", Database::Mode::ReadWrite};
  CustomerId anna = Customers(database).create(some_noon);
  CustomerId ben = Customers(database).create(some_noon);
  DeliveryId delivery = Deliveries(database).add(delivery_of(add_message(database, anna), "key"), some_noon);
  CampaignId campaign = Campaigns(database).ensure("welcome");
};

}  // namespace

TEST_CASE("an address is one row for everybody, and another one with its hash is refused") {
  Shop shop;
  LinkTargets targets(shop.database);
  CHECK(targets.add({7, "https://tea.example"}, shop.anna));
  CHECK(targets.add({7, "https://tea.example"}, shop.anna));
  CHECK_FALSE(targets.add({7, "https://coffee.example"}, shop.ben));
  CHECK(targets.find(7) == "https://tea.example");
  CHECK_FALSE(targets.find(8));
}

TEST_CASE("hits wait in the order of time, and are counted by delivery and by campaign") {
  Shop shop;
  Reactions reactions(shop.database);
  reactions.add_hit(shop.delivery, {5, some_noon + Milliseconds{20}, false});
  reactions.add_hit(shop.delivery, {opened_target, some_noon, true});
  const auto hits = reactions.hits(shop.delivery);
  REQUIRE(hits.size() == 2);
  CHECK(hits[0].target == opened_target);
  CHECK(hits[0].is_machine);
  CHECK(hits[1].at == some_noon + Milliseconds{20});
  reactions.remove_hits(shop.delivery);
  CHECK(reactions.hits(shop.delivery).empty());

  CHECK(reactions.find(shop.delivery, 5).people == 0);
  reactions.save(shop.delivery, opened_target, {1, 0, some_noon, std::nullopt});
  CHECK_FALSE(reactions.is_clicked(shop.delivery));
  reactions.save(shop.delivery, 5, {1, 2, some_noon, std::nullopt});
  CHECK(reactions.is_clicked(shop.delivery));
  CHECK(reactions.find(shop.delivery, 5).machines == 2);
  CHECK(reactions.find(shop.delivery, 5).person_at == some_noon);
  CHECK_FALSE(reactions.find(shop.delivery, 5).machine_at);

  reactions.count(shop.campaign, {"welcome/hello", "email", 1, 0, 0, 3, 0});
  reactions.count(shop.campaign, {"welcome/hello", "email", 0, 1, 2, 0, 4});
  const auto rows = reactions.of_campaign(shop.campaign);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].opened == 1);
  CHECK(rows[0].clicked == 1);
  CHECK(rows[0].clicks == 2);
  CHECK(rows[0].machine_opens == 3);
  CHECK(rows[0].machine_clicks == 4);
}
