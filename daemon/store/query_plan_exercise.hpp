// Calls every function of every aggregate of this folder, some twice where another branch has a statement of
// its own, so that each statement has been prepared. For query_plan_test.cpp alone.
#pragma once

#include "store/campaign_counts.hpp"
#include "store/campaign_halts.hpp"
#include "store/campaign_health.hpp"
#include "store/campaign_opt_outs.hpp"
#include "store/cap_slots.hpp"
#include "store/channel_days.hpp"
#include "store/channel_stops.hpp"
#include "store/contents.hpp"
#include "store/kept_webhooks.hpp"
#include "store/link_targets.hpp"
#include "store/query_plan_journeys.hpp"
#include "store/query_plan_privacy.hpp"
#include "store/reactions.hpp"
#include "store/receipts.hpp"
#include "store/reply_answers.hpp"

namespace lifecycled::testing {

struct QueryPlanExercise : QueryPlanJourneys {
  explicit QueryPlanExercise(Database& given) : QueryPlanJourneys(given) {
    database.begin();
    database.atomically([] {});
    log();
    customers();
    buying();
    journeys();
    starts();
    deliveries();
    reports();
    providers();
    links();
    exercise_privacy(database, anna);
    database.commit();
    exercise_ledger_upgrade(database);
  }

 private:
  // Messages, their way out, and the limits on it.
  void deliveries() {
    Messages messages(database);
    message = add_message(database, anna);
    messages.find(message);
    messages.of_customer(anna, 1);
    messages.of_journey(anna, journey.id);

    Deliveries deliveries(database);
    delivery = deliveries.add(delivery_of(message, "key"), some_noon);
    const DeliveryRow row = deliveries.find(delivery).value();
    deliveries.of_message(message);
    ReplyAnswers(database).latest(anna, "replies/stopped", 1, "sms");
    deliveries.due("email", some_noon, 1);
    deliveries.next_due("email", some_noon);
    deliveries.queue_lengths();
    deliveries.count_by_state();
    const Ticket ticket = deliveries.claim(row, some_noon);
    deliveries.end_attempt(ticket, some_noon, 1, "");
    deliveries.forget_attempt(ticket, delivery);
    deliveries.postpone(row, some_noon, "");
    deliveries.retry(delivery, some_noon, "");
    deliveries.settle(delivery, DeliveryState::InDoubt, "", some_noon);
    deliveries.note_provider(delivery, "p", "", 0, "");
    deliveries.find_by_provider_id("email", "p");
    deliveries.find_by_key("key");
    deliveries.open_attempts("email");
    deliveries.in_doubt("email");
    deliveries.ahead_of(anna, queue_class(MessageKind::Marketing, usual_priority, 0), delivery, 10);
    Campaigns campaigns(database);
    CampaignHealth health(database);
    health.begin(campaigns.ensure("it"), some_noon);
    health.count(campaigns.ensure("it"), CampaignHealth::Kind::Sent);
    health.find(campaigns.ensure("it"));
    health.campaign_of(delivery);
    ChannelDays days(database);
    days.claim("email", 20000);
    days.claimed("email", 20000);
    days.release("email", 20000);
    days.count_before("email", 20000, 9);
    days.add("email", 20000, {1, 0, 0});
    days.since("email", 20000);
    days.forgive("email");
    ChannelStops stops(database);
    stops.stop("email", {some_noon, "itself", ""});
    stops.find("email");
    stops.resume("email");
    CapSlots slots(database);
    slots.take({anna, some_noon, delivery, message, "email"});
    slots.latest(anna, some_noon, 1, message);
    slots.count(anna, some_noon, message);
    slots.release(anna, some_noon, delivery);
  }

  // What people ask about campaigns, and how they halt them.
  void reports() {
    CampaignCounts counts(database);
    counts.versions(journey.campaign);
    counts.standing(journey.campaign);
    counts.inside(journey.campaign);
    counts.moves(journey.campaign);
    counts.stage_moves(some_noon);
    counts.quiet(journey.campaign, anna);
    for (const char* date : {"known_since", "first_order_at", "birthday"}) counts.customers_with(date);
    counts.property_names(1);
    CampaignHalts halts(database);
    halts.pause(journey.campaign, some_noon, "anna", "wrong price");
    halts.hold(journey.campaign, journey.id);
    halts.hold_delivery(journey.campaign, delivery);
    halts.count_held(journey.campaign);
    halts.count_inside(journey.campaign);
    halts.resume(journey.campaign);
    halts.end(journey.campaign, some_noon, "anna", "sold out", true);
    halts.resume(journey.campaign);
    halts.of(journey.campaign);
    halts.first_unsettled();
    halts.take_held(journey.campaign, 1);
    halts.inside(journey.campaign, 1);
    halts.note_settled(journey.campaign);
  }

  // What was sent, and what providers tell of it.
  void providers() {
    CampaignOptOuts opt_outs(database);
    opt_outs.add(anna, journey.campaign, some_noon, event_id);
    opt_outs.since(anna, journey.campaign);
    opt_outs.of_customer(anna);
    opt_outs.last_word(anna, "news");
    opt_outs.remove(anna, journey.campaign);

    Contents contents(database);
    contents.save(delivery, pack_content("text"), some_noon);
    contents.find(delivery);
    contents.forget(some_noon, 1);

    Receipts receipts(database);
    receipts.add("sms", "e1", delivery, 2, some_noon);
    receipts.count(delivery, 2);
    receipts.keep_early("sms", "p", "{}", some_noon);
    receipts.take_early("sms", "p");
    receipts.forget_early(some_noon, 1);

    KeptWebhooks kept(database);
    kept.add("sms", "request", some_noon);
    kept.count("sms");
    kept.remove("sms", kept.next("sms", 0).value().id);
  }

  // Where the links of messages lead, and who followed them.
  void links() {
    LinkTargets targets(database);
    targets.add({7, "https://shop.example"}, anna);

    Reactions reactions(database);
    reactions.add_hit(delivery, {7, some_noon, false});
    reactions.hits(delivery);
    reactions.remove_hits(delivery);
    reactions.save(delivery, 7, reactions.find(delivery, 7));
    reactions.is_clicked(delivery);
    reactions.count(journey.campaign, {"welcome/hello", "email"});
    reactions.of_campaign(journey.campaign);
  }

  MessageId message = 0;
  DeliveryId delivery = 0;
};

}  // namespace lifecycled::testing
