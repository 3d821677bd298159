#include "cli/taken_steps.hpp"

#include <doctest/doctest.h>

#include "journey/testing.hpp"

namespace lifecycled {
namespace {

using testing::Shop;

std::string waited(Shop& shop, const char* user) {
  std::string out;
  for (const TakenStep& step :
       taken_steps(shop.database, shop.reactor().campaigns(), shop.journey_rows(user).back()))
    out += (step.row.waited.empty() ? "-" : step.row.waited) + "\n";
  return out;
}

// The same journey once more, as an earlier program wrote it down.
void as_of_before(Shop& shop, const char* user) {
  Journeys journeys(shop.database);
  JourneyRow row = shop.journey_rows(user).back();
  const auto steps = journeys.steps(row.id);
  row.id = journeys.start(row);
  journeys.save(row);
  for (JourneyStepRow step : steps) {
    step.waited.clear();
    journeys.note_step(row.id, step);
  }
}

TEST_CASE("how each wait ended is told, and of journeys from before that of the latest one") {
  Shop shop(
      "serves = \"retention\"\ntrigger = { event = \"Signed Up\" }\nstep = [\n"
      "  { wait_for = \"Product Viewed\", at_most = \"1d\" },\n"
      "  { wait_for = \"Order Completed\", at_most = \"2d\", send = \"hello\" },\n  { after = \"30d\" "
      "},\n]\n");
  for (const char* user : {"anna", "ben"}) {
    shop.welcome(user);
    shop.track(user, "Signed Up");
  }
  shop.track("anna", "Product Viewed");
  shop.order("anna", "1");
  shop.pass("4d");
  CHECK(waited(shop, "anna") == "heard Product Viewed\nheard Order Completed\n");
  CHECK(waited(shop, "ben") == "timed out after 1d\ntimed out after 2d\n");
  for (const char* user : {"anna", "ben"}) as_of_before(shop, user);
  CHECK(waited(shop, "anna") == "-\nheard Order Completed\n");
  CHECK(waited(shop, "ben") == "-\ntimed out after 2d\n");
}

}  // namespace
}  // namespace lifecycled
