#include "delivery/stock.hpp"

#include <algorithm>

#include <doctest/doctest.h>

using namespace lifecycled;

TEST_CASE("the last part of Feedback-ID is 5 to 15 letters, the same in every mail of a shop") {
  const auto feedback_id = [](const std::string& shop, const std::string& url) {
    Settings settings;
    settings.shop.name = shop;
    settings.shop.url = url;
    Claim claim;
    claim.campaign_name = "welcome";
    claim.message.name = "welcome/hello";
    return outbound_message(settings, claim, ComposedMessage(), {}).feedback_id;
  };
  const std::string url = "https://shop.example";
  CHECK(feedback_id("Kiel & Sons", url) == "welcome:welcome-hello:kielsons");
  CHECK(feedback_id("The Very Long Name Of A Shop", url) == "welcome:welcome-hello:theverylongname");
  CHECK(feedback_id("Ä", url) == "welcome:welcome-hello:shopexample");
  CHECK(feedback_id("书店", "https://a.io") == "welcome:welcome-hello:aiosends");
}
