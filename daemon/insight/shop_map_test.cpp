#include "insight/shop_map.hpp"

#include "insight/campaign_channels.hpp"
#include "insight/testing.hpp"

using namespace lifecycled;
using namespace lifecycled::insight_testing;

TEST_CASE("the map knows what is live in each part, what is missing, and how stages moved") {
  Scratch shop;
  shop.some_people();
  NewEvent event;
  event.name = "Stage Entered";
  event.occurred_at = shop.now;
  event.customer = shop.customers.at(0);
  event.source = EventSource::Engine;
  event.body = R"({"stage": "active one-time", "previous": "prospect"})";
  Events(shop.database).append(event, shop.now);
  Configuration configuration;
  configuration.settings.shop.name = "Test & Shop";
  configuration.campaigns = {parsed(letters), parsed("live = false\n" + letters, "asleep")};
  const ShopMap map = map_shop(shop.database, configuration, shop.now + Milliseconds{1000});
  const MapPart& retention = map.parts.at(3);
  CHECK_FALSE(retention.is_missing());
  CHECK(retention.campaigns.at(0).name == "letters");
  CHECK(retention.campaigns.at(0).inside == 2);
  CHECK(map.parts.at(0).is_missing());
  REQUIRE(map.moves.size() == 1);
  CHECK(map.moves.at(0).to == "active one-time");
  CHECK(map.stages.at(0) == 10);
  CHECK_FALSE(map.weakest);  // of ten people nothing can be said
  const std::string svg = shop_svg(map, "now");
  CHECK(svg.find("Test &amp; Shop") != std::string::npos);
  CHECK(svg.find("no campaign is live here") != std::string::npos);
  CHECK(shop_text(map).find("awareness: MISSING") != std::string::npos);

  // Whom nobody lets in is not live.
  CampaignHalts(shop.database).pause(shop.campaign, shop.now, "", "");
  CHECK(map_shop(shop.database, configuration, shop.now).parts.at(3).is_missing());
}

TEST_CASE("the weakest step is the one that the smallest share takes") {
  ShopMap map;
  map.stages = {5210, 2340, 1875, 1120, 1630};
  map.moves = {{"prospect", "active one-time", 412}, {"active one-time", "active repeat", 268},
               {"active one-time", "lapsing", 131},  {"lapsing", "active repeat", 60},
               {"lapsing", "lapsed", 117},           {"lapsed", "active repeat", 2}};
  map.weakest = weakest_step(map);
  REQUIRE(map.weakest);
  CHECK(map.weakest->from == Stage::Lapsing);
  CHECK(map.weakest->moved == 60);
  CHECK(map.weakest->stood == 1120 + 60 + 117);
  CHECK(shop_svg(map, "now").find("Weakest step: lapsing to active repeat, 60 of 1,297 (4.6 %)") !=
        std::string::npos);
  CHECK(shop_text(map).find("weakest step: lapsing -> active repeat, 60 of 1297 (4.6 %)\n") !=
        std::string::npos);
  map.moves.at(0).customers = 41;
  CHECK(weakest_step(map)->from == Stage::Prospect);
  map.stages = {};
  map.moves.clear();
  CHECK_FALSE(weakest_step(map));
}

TEST_CASE("the channels are those by which a campaign's messages can leave") {
  Configuration configuration;
  for (const char* name : {"email", "sms", "call-list"}) {
    ChannelSettings channel;
    channel.name = name;
    configuration.settings.channels.push_back(channel);
  }
  configuration.settings.delivery.channels = {"sms", "email"};
  MessageDefinition message;
  message.name = "hello";
  message.channels = {{"email", {}}, {"sms", {}}, {"whatsapp", {}}};
  configuration.messages.messages = {message};
  const auto by = [&](const std::string& step) {
    return channels_of(
        parsed("serves = \"retention\"\ntrigger = { by_hand = true }\nstep = [ { send = \"hello\"" + step +
               " } ]\n"),
        configuration);
  };
  using Names = std::vector<std::string>;
  CHECK(by(", channel = \"all\"") == Names{"email", "sms"});  // no text for the call list
  CHECK(by(", channel = [\"whatsapp\", \"call-list\", \"email\"]") == Names{"email"});  // not set up; no text
  CHECK(by("") == Names{"sms", "email"});                                               // the shop's order
}

TEST_CASE("a long name of a shop stands there whole") {
  ShopMap map;
  map.shop =
      "The House of Very Fine Teas, Coffees, Chocolates and Other Good Things of the World, since 1874";
  const std::string svg = shop_svg(map, "on 2026-06-01 at 12:00");
  CHECK(svg.find("since 1874</text>") != std::string::npos);
}
