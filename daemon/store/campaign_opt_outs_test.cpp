#include "store/campaign_opt_outs.hpp"

#include <doctest/doctest.h>

using namespace lifecycled;

TEST_CASE("a no to one campaign is of that campaign and that customer, since the first word") {
  Database database(":memory:", Database::Mode::ReadWrite);
  const CustomerId anna = Customers(database).create(from_ms(1)),
                   ben = Customers(database).create(from_ms(1));
  const CampaignId news = Campaigns(database).ensure("news"), cart = Campaigns(database).ensure("cart");
  CampaignOptOuts opt_outs(database);
  opt_outs.add(anna, news, from_ms(10), 1);
  opt_outs.add(anna, news, from_ms(20), 2);
  CHECK(opt_outs.since(anna, news) == from_ms(10));
  CHECK_FALSE(opt_outs.since(anna, cart).has_value());
  CHECK_FALSE(opt_outs.since(ben, news).has_value());
  CHECK(opt_outs.of_customer(anna) == std::vector<CampaignId>{news});
  opt_outs.remove(anna, news);
  CHECK(opt_outs.of_customer(anna).empty());
}
