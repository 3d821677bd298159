#include "store/journeys.hpp"

#include <doctest/doctest.h>

#include "store/store_testing.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;
using namespace std::chrono_literals;

TEST_CASE("a journey starts, goes on and ends, and tells all of it") {
  ScratchDatabase scratch;
  Journeys journeys(scratch);
  JourneyRow journey = journey_of(scratch, add_customer(scratch), "welcome");
  journey.entry_key = "order-7";
  journey.trigger_event = 70;
  journey.cause_depth = 2;
  journey.due_at = some_noon + 1h;
  journey.id = journeys.start(journey);

  auto stored = journeys.find(journey.id);
  REQUIRE(stored);
  CHECK(stored->campaign == journey.campaign);
  CHECK(stored->version == journey.version);
  CHECK(stored->customer == journey.customer);
  CHECK(stored->entry_key == "order-7");
  CHECK(stored->trigger_event == 70);
  CHECK(stored->cause_depth == 2);
  CHECK(stored->started_at == some_noon);
  CHECK(stored->step == 0);
  CHECK(stored->steps_taken == 0);
  CHECK(stored->phase == JourneyPhase::Waiting);
  CHECK(stored->due_at == some_noon + 1h);
  CHECK_FALSE(stored->limit_day);
  CHECK_FALSE(stored->ended_at);
  CHECK_FALSE(stored->end);

  journey.step = 3;
  journey.steps_taken = 2;
  journey.phase = JourneyPhase::Slot;
  journey.path = "b";
  journey.since = some_noon + 1h;
  journey.due_at.reset();
  journey.limit_day = 20'518;
  journeys.save(journey);
  stored = journeys.find(journey.id);
  CHECK(stored->step == 3);
  CHECK(stored->steps_taken == 2);
  CHECK(stored->phase == JourneyPhase::Slot);
  CHECK(stored->path == "b");
  CHECK(stored->since == some_noon + 1h);
  CHECK_FALSE(stored->due_at);
  CHECK(stored->limit_day == 20'518);

  journeys.end(journey.id, JourneyEnd::GoalReached, some_noon + 2h, 80);
  journeys.end(journey.id, JourneyEnd::TimeLimit, some_noon + 3h, std::nullopt);  // too late: it has ended
  stored = journeys.find(journey.id);
  CHECK(stored->ended_at == some_noon + 2h);
  CHECK(stored->end == JourneyEnd::GoalReached);
  CHECK_FALSE(journeys.find(99));
}

TEST_CASE("an ended journey has no timer any more") {
  ScratchDatabase scratch;
  Journeys journeys(scratch);
  JourneyRow journey = journey_of(scratch, add_customer(scratch), "welcome");
  journey.due_at = some_noon + 1h;
  const JourneyId id = journeys.start(journey);
  journeys.end(id, JourneyEnd::ExitEvent, some_noon, std::nullopt);
  CHECK_FALSE(journeys.find(id)->due_at);
}

TEST_CASE("a customer's journeys: those that run, and those of one campaign") {
  ScratchDatabase scratch;
  Journeys journeys(scratch);
  const CustomerId anna = add_customer(scratch);
  const CustomerId ben = add_customer(scratch);
  JourneyRow welcome = journey_of(scratch, anna, "welcome");
  const JourneyId first = journeys.start(welcome);
  journeys.end(first, JourneyEnd::Finished, some_noon, std::nullopt);
  welcome.started_at += 1h;
  const JourneyId second = journeys.start(welcome);
  const JourneyId other = journeys.start(journey_of(scratch, anna, "other"));
  journeys.start(journey_of(scratch, ben, "welcome"));

  const auto running = journeys.running(anna);
  REQUIRE(running.size() == 2);
  CHECK(running[0].id == second);
  CHECK(running[1].id == other);
  const auto in_welcome = journeys.of_customer(welcome.campaign, anna);
  REQUIRE(in_welcome.size() == 2);
  CHECK(in_welcome[0].id == first);
  CHECK(in_welcome[1].id == second);
  CHECK(journeys.count_running() == 3);
}

TEST_CASE("who has entered before, and who is inside now") {
  ScratchDatabase scratch;
  Journeys journeys(scratch);
  const CustomerId anna = add_customer(scratch);
  JourneyRow journey = journey_of(scratch, anna, "review");
  const CampaignId campaign = journey.campaign;
  CHECK_FALSE(journeys.last_start(campaign, anna));
  CHECK_FALSE(journeys.has_entered(campaign, anna, "order-1"));
  journey.entry_key = "order-1";
  const JourneyId id = journeys.start(journey);
  CHECK(journeys.has_entered(campaign, anna, "order-1"));
  CHECK(journeys.is_inside(campaign, anna, "order-1"));
  CHECK_FALSE(journeys.has_entered(campaign, anna, "order-2"));
  CHECK_FALSE(journeys.is_inside(campaign, anna, "order-2"));
  CHECK_FALSE(journeys.has_entered(campaign, anna + 1, "order-1"));
  journeys.end(id, JourneyEnd::Finished, some_noon, std::nullopt);
  CHECK(journeys.has_entered(campaign, anna, "order-1"));
  CHECK_FALSE(journeys.is_inside(campaign, anna, "order-1"));

  journey.entry_key = "order-2";
  journey.started_at = some_noon - 5h;
  journeys.start(journey);
  CHECK(journeys.last_start(campaign, anna) == some_noon);
}

TEST_CASE("steps are told in the order in which they were taken, each number once") {
  ScratchDatabase scratch;
  Journeys journeys(scratch);
  const JourneyId id = journeys.start(journey_of(scratch, add_customer(scratch), "welcome"));
  journeys.note_step(id, {1, 4, some_noon + 1h, StepResult::Withheld, "no consent"});
  journeys.note_step(id, {0, 0, some_noon, StepResult::Queued, ""});
  const auto steps = journeys.steps(id);
  REQUIRE(steps.size() == 2);
  CHECK(steps[0].number == 0);
  CHECK(steps[0].result == StepResult::Queued);
  CHECK(steps[1].step == 4);
  CHECK(steps[1].at == some_noon + 1h);
  CHECK(steps[1].detail == "no consent");
  // Decided once: taking the same step a second time is a mistake of ours, and says so.
  CHECK_THROWS(journeys.note_step(id, {1, 4, some_noon + 2h, StepResult::Queued, ""}));
}

TEST_CASE("a trigger that waits for silence is one for its customer and key, and moves") {
  ScratchDatabase scratch;
  Journeys journeys(scratch);
  const CustomerId anna = add_customer(scratch);
  CHECK_FALSE(journeys.find_quiet(1, anna, "cart"));
  const std::int64_t id = journeys.save_quiet({0, 1, anna, "cart", 10, some_noon});
  CHECK(journeys.save_quiet({0, 1, anna, "cart", 11, some_noon + 1h}) == id);
  const std::int64_t other = journeys.save_quiet({0, 1, anna, "wishlist", 12, some_noon});
  CHECK(other != id);
  const auto found = journeys.find_quiet(1, anna, "cart");
  REQUIRE(found);
  CHECK(found->id == id);
  CHECK(found->event == 11);
  CHECK(found->due_at == some_noon + 1h);
  CHECK(journeys.find_quiet(id)->entry_key == "cart");
  journeys.remove_quiet(id);
  CHECK_FALSE(journeys.find_quiet(id));
  CHECK(journeys.find_quiet(other));
}

TEST_CASE("ends and results have words for people") {
  CHECK(to_text(JourneyEnd::GoalReached) == "goal reached");
  CHECK(to_text(JourneyEnd::Broken) == "broken");
  CHECK(to_text(StepResult::TimedOut) == "timed out");
  for (int number = 1; number <= 8; ++number) CHECK(to_text(static_cast<JourneyEnd>(number)) != "?");
  for (int number = 1; number <= 7; ++number) CHECK(to_text(static_cast<StepResult>(number)) != "?");
}
