// Calls every function of the aggregates around journeys, and of those that start them: a part of
// query_plan_exercise.hpp.
#pragma once

#include "store/campaign_moves.hpp"
#include "store/date_starts.hpp"
#include "store/journey_variants.hpp"
#include "store/limit_places.hpp"
#include "store/product_interest.hpp"
#include "store/query_plan_customers.hpp"
#include "store/segment_runs.hpp"
#include "store/start_plans.hpp"
#include "store/timers.hpp"

namespace lifecycled::testing {

struct QueryPlanJourneys : QueryPlanCustomers {
  using QueryPlanCustomers::QueryPlanCustomers;

 protected:
  // Campaigns, journeys, what waits for its moment.
  void journeys() {
    Campaigns campaigns(database);
    Journeys journeys(database);
    journey = journey_of(database, anna, "welcome");
    campaigns.all();
    campaigns.name(journey.campaign);
    campaigns.source(journey.version);
    campaigns.set_current(journey.campaign, journey.version, some_noon);
    campaigns.set_fill(journey.campaign, 0);
    journey.id = journeys.start(journey);
    journeys.find(journey.id);
    journeys.running(anna);
    journeys.without_timer(journey.campaign, 1);
    journeys.of_customer(journey.campaign, anna);
    journeys.last_start(journey.campaign, anna);
    journeys.has_entered(journey.campaign, anna, "");
    journeys.is_inside(journey.campaign, anna, "");
    journeys.move(journey);
    CampaignMoves moves(database);
    moves.begin(journey.campaign, journey.version);
    moves.save(moves.first().value());
    moves.find(journey.campaign);
    moves.inside(journey.campaign, 0, 1);
    moves.note_version(journey.id, {1, journey.version, some_noon});
    moves.earlier(journey.id);
    moves.end(journey.campaign);
    journeys.note_step(journey.id, {});
    journeys.steps(journey.id);
    journeys.end(journey.id, JourneyEnd::Finished, some_noon, std::nullopt);
    journeys.count_running();
    const std::int64_t quiet = journeys.save_quiet({0, journey.campaign, anna, "", event_id, some_noon});
    journeys.find_quiet(journey.campaign, anna, "");
    journeys.find_quiet(quiet);
    journeys.remove_quiet(quiet);
    LimitPlaces places(database);
    places.left(journey.campaign, 1, 1);
    places.take(journey.campaign, 1);
    places.join({journey.campaign, 7.5, some_noon, journey.id});
    places.first(journey.campaign);
    places.count_ahead(places.find(journey.id).value(), 10);
    places.leave(journey.id);
    CustomerLists lists(database);
    lists.join(anna, "wishes", some_noon);
    lists.of_customer(anna);
    lists.leave(anna, "wishes");
    JourneyVariants variants(database);
    const VariantPerson person{{journey.campaign, "step 1"}, "a/b", journey.id, some_noon, std::nullopt};
    variants.find(anna, person.test);
    variants.enter(anna, person);
    variants.enter_again(anna, person.test, journey.id, some_noon);
    variants.open(anna);
    variants.expect(person.test, "a/b", 1'000'000);
    variants.reach_goal(anna, person, some_noon);
    variants.counts(journey.campaign);

    Timers timers(database);
    timers.set({some_noon, TimerKind::Journey, journey.id});
    timers.next_due();
    timers.count_due(some_noon);
    timers.take_due(some_noon, 1);
    timers.cancel({some_noon, TimerKind::Journey, journey.id});
  }

  // What starts a campaign by itself.
  void starts() {
    DateStarts dates(database);
    dates.save({0, journey.campaign, anna, some_noon, day_from_number(1), std::nullopt});
    dates.save({dates.find(journey.campaign, anna).value().id, journey.campaign, anna, std::nullopt, {}, {}});

    StartPlans plans(database);
    plans.save({journey.campaign, "daily", std::nullopt, some_noon});
    plans.all();
    plans.remove(journey.campaign);

    SegmentRuns runs(database);
    runs.add({0, journey.campaign, "vip", "", false, 0, 0, 0});
    const SegmentRun run = runs.first().value();
    runs.save(run);
    runs.remove(run.id);

    ProductInterest interest(database);
    interest.note(anna, "p", some_noon, some_noon, 2);
    interest.interested("p", some_noon, 0, 1);
    interest.add_news({event_id, "p", 0});
    interest.save_news(interest.first_news().value());
    interest.remove_news(event_id);
  }

  JourneyRow journey;
};

}  // namespace lifecycled::testing
