#include "cli/start_explanation.hpp"

#include <doctest/doctest.h>

#include "base/json_fields.hpp"
#include "journey/testing.hpp"

namespace lifecycled {
namespace {

using testing::Shop;

boost::json::object explained(Shop& shop, const char* user) {
  CampaignProgram* program = shop.reactor().campaigns().all().at(0);
  return explain_start(shop.database, shop.reactor(), *program, shop.customer(user),
                       TimeZone::named("Europe/Amsterdam"), shop.clock.now());
}

std::string campaign(const std::string& trigger) {
  return "serves = \"retention\"\ntrigger = { " + trigger + " }\nstep = [ { send = \"hello\" } ]\n";
}

TEST_CASE("of a schedule the customer has had a moment, and the next is another one") {
  Shop shop(campaign("schedule = \"daily 18:00\", segment = \"active-one-time\""));
  shop.welcome("anna");
  shop.order("anna", "1");
  CHECK_FALSE(explained(shop, "anna").contains("had"));
  shop.pass("7h");
  const auto start = explained(shop, "anna");
  CHECK(text_at(start, "next") == "2026-03-06T17:00:00.000Z");
  CHECK(text_at(start, "had.about") == "2026-03-05 18:00");
  CHECK(text_at(start, "had.started_at") == "2026-03-05T17:00:00.000Z");
  CHECK(text_at(start, "had.each_once") == "true");
  CHECK(start.at("against").as_array().empty());
}

TEST_CASE("of a date the next occasion counts; what is over says that it was had") {
  Shop shop(campaign("date = \"birthday\""));
  shop.welcome("anna");
  shop.track("anna", "Customer Identified", R"({"birthday": "1990-03-06"})");
  shop.pass("2d");
  CHECK(text_at(explained(shop, "anna"), "had.about") == "2026");
  CHECK(text_at(explained(shop, "anna"), "next") == "2027-03-05T23:00:00.000Z");
  CHECK(explained(shop, "anna").at("against").as_array().empty());

  Shop once(campaign("schedule = \"2026-03-06 09:00\", segment = \"active-one-time\""));
  for (const char* user : {"anna", "ben"}) once.welcome(user);
  once.order("anna", "1");
  once.pass("2d");
  CHECK(explained(once, "anna").at("against").as_array().at(0) ==
        "the customer has had a journey for 2026-03-06 09:00, and each has one");
  CHECK(explained(once, "ben").at("against").as_array().empty());
}

}  // namespace
}  // namespace lifecycled
