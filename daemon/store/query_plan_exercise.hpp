// Calls every function of every aggregate of this folder, some twice where another branch has a statement of
// its own, so that each statement has been prepared. For query_plan_test.cpp alone.
#pragma once

#include "store/campaign_counts.hpp"
#include "store/campaign_halts.hpp"
#include "store/campaign_health.hpp"
#include "store/campaign_moves.hpp"
#include "store/cap_slots.hpp"
#include "store/carts.hpp"
#include "store/consents.hpp"
#include "store/contents.hpp"
#include "store/customer_choices.hpp"
#include "store/customer_lists.hpp"
#include "store/customer_ties.hpp"
#include "store/date_starts.hpp"
#include "store/events.hpp"
#include "store/journey_variants.hpp"
#include "store/kept_webhooks.hpp"
#include "store/limit_places.hpp"
#include "store/link_targets.hpp"
#include "store/meta.hpp"
#include "store/orders.hpp"
#include "store/product_interest.hpp"
#include "store/quarantine.hpp"
#include "store/reactions.hpp"
#include "store/receipts.hpp"
#include "store/segment_runs.hpp"
#include "store/segments.hpp"
#include "store/shop_figures.hpp"
#include "store/start_plans.hpp"
#include "store/store_testing.hpp"
#include "store/timers.hpp"

namespace lifecycled::testing {

struct QueryPlanExercise {
  explicit QueryPlanExercise(Database& given) : database(given) {
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
    database.commit();
  }

 private:
  // The log and what stands around it.
  void log() {
    Meta meta(database);
    meta.set("word", "x");
    meta.find("word");
    meta.remove("word");

    Events events(database);
    NewEvent event;
    event.message_id = "id";
    event.name = "Product Added";
    event.body = "{}";
    events.append(std::vector<NewEvent>{event}, some_noon - 40 * day_length);
    event_id = events.append(event, some_noon);
    events.read_after(0, 10);
    events.find(event_id);
    events.last_id();
    events.set_cursor("reactor", 1);
    events.cursor("reactor");
    std::string from_key;
    events.forget_ids(some_noon, from_key, 10);

    Quarantine quarantine(database);
    quarantine.add(EventSource::Http, "why", "{}", some_noon);
    quarantine.count();
    quarantine.latest(1);
  }

  // Who they are, how they are reached, what they agreed to.
  void customers() {
    Events events(database);
    Customers customers(database);
    anna = customers.create(some_noon);
    customers.identify(anna, IdentifierKind::UserId, "7");
    customers.find_by(IdentifierKind::UserId, "7");
    customers.identifier(anna, IdentifierKind::UserId);
    customers.save_traits(customers.find(anna).value());
    customers.save_order_figures(anna, {});
    customers.save_stage(anna, Stage::Prospect, some_noon, std::nullopt);
    customers.note_known_since(anna, some_noon);
    customers.note_reaction(anna, some_noon);
    customers.note_opened(anna, some_noon);
    customers.save_rating(anna, 5);
    customers.save_nps(anna, 9);
    customers.note_account(anna);
    customers.note_carts(anna);
    customers.note_source(anna, "fair");
    customers.save_preferred_channel(anna, "sms");
    CustomerTies(database).tell(anna, TieKind::SupportCase, "1", true, some_noon);
    customers.rest(anna, some_noon);
    customers.bump_consent_epoch(anna);
    customers.consent_epoch(anna);
    customers.earliest_last_order(Stage::Prospect);
    customers.last_order_before(Stage::Prospect, some_noon, 1);
    customers.last_order_from(Stage::Prospect, some_noon, 1);
    customers.all(0, 1);
    customers.in_stage(Stage::Prospect, 0, 1);
    customers.count_by_stage();
    customers.count();
    customers.newest();
    customers.count_known_by(some_noon);
    events.link(anna, event_id);
    events.of_customer(anna, 1);

    Addresses addresses(database);
    const AddressId address = add_address(database, anna, "a@example.org");
    addresses.find(address);
    addresses.of_customer(anna);
    addresses.of_customer(anna, "email");
    addresses.with_value("email", "a@example.org");
    addresses.suppress(address, "email", "why", some_noon);
    addresses.suppression(address, "email");
    addresses.note_inbound(address, "email", some_noon);
    addresses.last_inbound(address, "email");

    Consents consents(database);
    ConsentRow consent;
    consent.address = address;
    consent.channel = "email";
    consents.record(consent, some_noon);
    consents.current(address, "email", ConsentPurpose::Marketing);
    consents.latest_of(anna, ConsentPurpose::Marketing);
    consents.history(address);

    CustomerChoices choices(database);
    choices.take_break(anna, some_noon, some_noon);
    choices.on_break_until(anna, some_noon);
    choices.choose_topic(anna, "offers", false, some_noon);
    choices.topics(anna);
    choices.set_topic(Campaigns(database).ensure("welcome"), "offers");
    choices.declined_topic(anna, 1);
  }

  // Orders, carts, the shop's figures, segments.
  void buying() {
    Orders orders(database);
    OrderRow order;
    order.key = "1";
    order.customer = anna;
    order.lines = {{}};
    orders.add(order, std::nullopt);
    for (const char* key : {"1", "unknown"}) {
      orders.cancel(key);
      orders.refund(key, std::nullopt);
    }
    orders.find("1");
    orders.latest(anna);
    orders.counting(anna);
    orders.each_until(some_noon, [](CustomerId, std::int64_t, Instant) {});

    Carts carts(database);
    CartRow cart;
    cart.customer = anna;
    cart.lines = {{}};
    carts.save(cart);
    carts.save(carts.find(anna, "").value());
    carts.latest(anna);
    carts.of_customer(anna);
    carts.forget(some_noon, 1);

    ShopFigures figures(database);
    figures.save(some_noon, day_length, 1);
    figures.latest();
    figures.find(1);
    figures.latest_with_buyers();
    figures.save_buyers(1, {});
    figures.each_buyer({}, 1, [](const BuyerPlace&, std::int64_t) {});
    for (const BuyerOrder by :
         {BuyerOrder::Recency, BuyerOrder::Frequency, BuyerOrder::Monetary, BuyerOrder::OrderValue}) {
      figures.skip(by, {}, 1);
      figures.between(by, {}, 1, 1);
    }
    figures.count_gap(7, 1);
    figures.gap_total();
    figures.gap_at_rank(1);

    Segments segments(database);
    const SegmentId segment = segments.ensure("vip");
    segments.all();
    segments.begin_fill(segment, "orders > 9");
    segments.begin_emptying(segment);
    segments.set_size(segment, 0);
    segments.set_progress(segment, SegmentState::Ready, 0);
    segments.add_member(segment, anna, some_noon);
    segments.members(segment, 0, 1);
    segments.is_member(segment, anna);
    segments.save_of_customer(anna, {});
    segments.of_customer(anna);
    segments.note_change(segment, 1, 1, 1, 0);
    segments.days(segment, 1);
    segments.remove_member(segment, anna);
  }

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

  // Messages, their way out, and the limits on it.
  void deliveries() {
    Messages messages(database);
    message = add_message(database, anna);
    messages.find(message);
    messages.of_customer(anna, 1);
    messages.of_journey(journey.id);

    Deliveries deliveries(database);
    delivery = deliveries.add(delivery_of(message, "key"), some_noon);
    const DeliveryRow row = deliveries.find(delivery).value();
    deliveries.of_message(message);
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
    Contents contents(database);
    contents.save(delivery, pack_content("text"), some_noon);
    contents.find(delivery);
    contents.forget(some_noon, 1);

    Receipts receipts(database);
    receipts.add("sms", "e1", delivery, 2, some_noon);
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

  Database& database;
  EventId event_id = 0;
  CustomerId anna = 0;
  JourneyRow journey;
  MessageId message = 0;
  DeliveryId delivery = 0;
};

}  // namespace lifecycled::testing
