// People inside a campaign whose file has changed, and who are taken to the new version on purpose.
#include "journey/version_moves.hpp"

#include <doctest/doctest.h>

#include "config/load.hpp"
#include "journey/step_match.hpp"
#include "journey/testing.hpp"

namespace lifecycled {
namespace {

using testing::Shop;

std::string campaign(const std::string& steps, const std::string& more = "") {
  return "serves = \"retention\"\ntrigger = { event = \"Signed Up\", again_after = \"1d\" }\n" + more +
         "\nstep = [\n" + steps + "\n]\n";
}

CampaignDefinition definition(const std::string& steps) {
  Problems problems;
  auto out = parse_campaign("it", campaign(steps), "it.toml", problems);
  for (const Problem& problem : problems.sorted()) FAIL_CHECK(to_string(problem));
  return out;
}

struct MovingShop : Shop {
  using Shop::Shop;
  bool move() {
    const auto row = Campaigns(database).find("it").value();
    const bool begun = CampaignMoves(database).begin(row.id, *row.current_version);
    settle();
    return begun;
  }
  void sign_up(const std::string& user) {
    welcome(user);
    track(user, "Signed Up");
  }
};

TEST_CASE("a step is found again by its id, and without one by what it does") {
  const auto before = definition(R"({ id = "hi", send = "hello" }, { after = "1d", send = "second" },
    { id = "gone", after = "1d", send = "third" }, { id = "end", send = "thanks" })");
  const auto after =
      definition(R"({ send = "third" }, { id = "end", send = "thanks" }, { after = "2d", send = "second" },
    { id = "hi", send = "hello" })");
  const auto lands = [&](std::size_t step) { return landing_in(after, before, step, "").step; };
  CHECK(lands(0) == 3);
  CHECK(lands(1) == 2);
  CHECK(lands(2) == 1);  // the next that is still there
  CHECK(lands(3) == 1);
  CHECK_FALSE(landing_in(after, before, 2, "").is_the_same);
  CHECK(landing_in(after, before, 1, "").is_the_same);
  // What was put in before it is not mistaken for it.
  const auto longer =
      definition(R"({ send = "third" }, { send = "hello" }, { after = "1d", send = "second" })");
  const auto shorter = definition(R"({ send = "hello" }, { after = "1d", send = "second" })");
  CHECK(landing_in(longer, shorter, 1, "").step == 2);
}

TEST_CASE("whoever stood on a path lands on it or at a step for all, not on another's") {
  const std::string fork =
      R"({ id = "fork", split = [ { path = "a", where = "orders > 0" }, { path = "b" } ] },)";
  const auto before = definition(fork + R"({ id = "one", path = "a", send = "hello" },
    { id = "two", path = "b", send = "second" }, { id = "all", send = "third" })");
  const auto after =
      definition(fork + R"({ id = "two", path = "b", send = "second" }, { path = "a", send = "thanks" },
    { id = "all", send = "third" })");
  CHECK(after.steps[landing_in(after, before, 1, "a").step].id == "all");
  CHECK(after.steps[landing_in(after, before, 2, "b").step].id == "two");
}

TEST_CASE("nobody moves by a reload; those moved on purpose wait by the new file and get nothing twice") {
  MovingShop shop(campaign(R"({ id = "a", send = "hello" }, { id = "b", after = "5d", send = "second" })"));
  shop.sign_up("anna");
  shop.open({{"it", campaign(R"({ id = "a", send = "hello" }, { id = "b", after = "2d", send = "second" },
    { id = "c", after = "1d", send = "third" })")}});
  shop.pass("1d");
  CHECK(shop.move());
  shop.pass("10d");
  CHECK(shop.messages("anna") ==
        "2026-03-05 12:00 hello email\n2026-03-07 12:00 second email\n2026-03-08 12:00 third email\n");
  CHECK(shop.journeys("anna") == "finished 2026-03-08 12:00\n");
  CHECK(shop.has_logged("campaign.moved"));
}

TEST_CASE("what lies ahead and was sent already is passed by, without its wait") {
  MovingShop shop(campaign(R"({ id = "a", send = "hello" }, { id = "b", after = "2d", send = "second" })"));
  shop.sign_up("anna");
  // The other way round: hello would come again after second.
  shop.open(
      {{"it",
        campaign(R"({ id = "b", after = "2d", send = "second" }, { id = "a", after = "3d", send = "hello" },
    { id = "c", after = "1d", send = "third" })")}});
  shop.move();
  shop.pass("10d");
  CHECK(shop.messages("anna") ==
        "2026-03-05 12:00 hello email\n2026-03-07 12:00 second email\n2026-03-08 12:00 third email\n");
  CHECK(shop.steps("anna") ==
        "0 queued: email\n0 queued: email\n1 passed: taken before the campaign changed\n2 queued: email\n");
}

TEST_CASE("saying it twice, or moving there and back, doubles nothing") {
  const std::string one =
      campaign(R"({ id = "a", send = "hello" }, { id = "b", after = "2d", send = "second" })");
  const std::string other =
      campaign(R"({ id = "b", after = "2d", send = "second" }, { id = "a", send = "hello" })");
  MovingShop shop(one);
  shop.sign_up("anna");
  for (int i = 0; i < 3; ++i) {
    shop.open({{"it", other}});
    shop.move();
    shop.move();
    shop.open({{"it", one}});
    shop.move();
  }
  shop.open({{"it", other}});
  shop.move();
  shop.pass("10d");
  CHECK(shop.messages("anna") == "2026-03-05 12:00 hello email\n2026-03-07 12:00 second email\n");
}

TEST_CASE("a step that has gone lets those who stood there go on with the next, or finish") {
  MovingShop shop(campaign(R"({ send = "hello" }, { id = "gone", after = "9d", send = "second" },
    { id = "last", after = "1d", send = "third" })"));
  shop.sign_up("anna");
  shop.open({{"it", campaign(R"({ send = "hello" }, { id = "last", after = "1d", send = "third" })")}});
  shop.move();
  shop.pass("2d");
  CHECK(shop.messages("anna") == "2026-03-05 12:00 hello email\n2026-03-06 12:00 third email\n");
  shop.sign_up("ben");
  shop.open({{"it", campaign(R"({ send = "hello" })")}});
  shop.move();
  CHECK(shop.journeys("ben") == "finished 2026-03-07 12:00\n");
}

TEST_CASE("an hour of the day is still met when the new file would have been earlier") {
  MovingShop shop(campaign(R"({ send = "hello" }, { id = "b", after = "20d", send = "second" })"));
  shop.sign_up("anna");
  shop.open(
      {{"it", campaign(R"({ send = "hello" }, { id = "b", after = "1d", at = "10:00", send = "second" })")}});
  shop.pass("3d");
  shop.move();
  shop.pass("3d");
  CHECK(shop.messages("anna") == "2026-03-05 12:00 hello email\n2026-03-09 10:00 second email\n");
}

TEST_CASE("whoever listens goes on listening, and keeps the time that has passed") {
  MovingShop shop(
      campaign(R"({ id = "w", wait_for = "Product Viewed", at_most = "9d" }, { send = "hello" })"));
  shop.sign_up("anna");
  shop.pass("1d");
  shop.open(
      {{"it", campaign(R"({ id = "w", wait_for = "Product Viewed", at_most = "2d" }, { send = "hello" })")}});
  shop.move();
  CHECK(shop.messages("anna") == "");
  shop.pass("5d");
  CHECK(shop.messages("anna") == "2026-03-07 12:00 hello email\n");
}

TEST_CASE("a place in the line of a daily limit is kept") {
  const std::string limit = "limit = \"1/day\"";
  MovingShop shop(campaign(R"({ id = "a", send = "hello" })", limit));
  for (const char* user : {"anna", "ben", "carl"}) shop.sign_up(user);
  shop.open(
      {{"it",
        campaign(R"({ id = "a", send = "hello" }, { after = "1h", kind = "transactional", send = "thanks" })",
                 limit)}});
  shop.move();
  shop.pass("5d");
  CHECK(shop.messages("ben") == "2026-03-06 12:00 hello email\n2026-03-06 13:00 thanks email\n");
  CHECK(shop.messages("carl") == "2026-03-07 12:00 hello email\n2026-03-07 13:00 thanks email\n");
}

TEST_CASE("a move of many goes on over a restart, and ends when another file comes") {
  const auto file = [](const std::string& wait) {
    return campaign("{ id = \"a\", send = \"hello\" }, { id = \"b\", after = \"" + wait +
                    "\", send = \"second\" }");
  };
  MovingShop shop(file("9d"));
  for (int i = 0; i < 100; ++i) shop.sign_up("user" + std::to_string(i));
  shop.open({{"it", file("2d")}});
  const auto row = Campaigns(shop.database).find("it").value();
  CampaignMoves(shop.database).begin(row.id, *row.current_version);
  shop.database.atomically(
      [&] { shop.reactor().run(shop.database, shop.clock.now(), std::chrono::microseconds{0}); });
  CHECK(CampaignMoves(shop.database).find(row.id)->after > 0);
  SUBCASE("restarted") {
    shop.open({{"it", file("2d")}});
    shop.pass("3d");
    for (int i = 0; i < 100; ++i)
      CHECK(shop.messages("user" + std::to_string(i)) ==
            "2026-03-05 12:00 hello email\n2026-03-07 12:00 second email\n");
  }
  SUBCASE("overtaken") {
    shop.open({{"it", file("4d")}});
    shop.settle();
    CHECK(shop.has_logged("campaign.move_overtaken"));
    shop.pass("3d");
    CHECK(shop.messages("user0") == "2026-03-05 12:00 hello email\n2026-03-07 12:00 second email\n");
    CHECK(shop.messages("user99") == "2026-03-05 12:00 hello email\n");
  }
}

}  // namespace
}  // namespace lifecycled
