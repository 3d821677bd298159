// Calls every function of the aggregates around customers, so that each statement has been prepared: a part
// of query_plan_exercise.hpp.
#pragma once

#include "store/address_change.hpp"
#include "store/carts.hpp"
#include "store/consents.hpp"
#include "store/customer_choices.hpp"
#include "store/customer_lists.hpp"
#include "store/customer_ties.hpp"
#include "store/event_ids.hpp"
#include "store/events.hpp"
#include "store/meta.hpp"
#include "store/order_marks.hpp"
#include "store/orders.hpp"
#include "store/product_purchases.hpp"
#include "store/quarantine.hpp"
#include "store/segments.hpp"
#include "store/shop_figures.hpp"
#include "store/soft_failures.hpp"
#include "store/store_testing.hpp"
#include "store/trait_times.hpp"
#include "store/waiting_answers.hpp"

namespace lifecycled::testing {

struct QueryPlanCustomers {
  explicit QueryPlanCustomers(Database& given) : database(given) {}

 protected:
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
    EventIds(database).remember("delivery");
    EventIds(database).knows("delivery");
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
    quarantine.find(1);
    quarantine.note_reason(1, "why not");
    quarantine.remove(1);
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
    TraitTimes(database).note(anna, some_noon);
    TraitTimes(database).newest(anna);
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
    SoftFailures(database).count_one(address, "email");
    SoftFailures(database).count(address, "email");
    SoftFailures(database).forget(address, "email");
    addresses.last_inbound(address, "email");

    AddressChange change(database);
    change.forget_pending(
        addresses.add(anna, pending_email, "new@shop.example", "new@shop.example", some_noon));
    change.make_newest(1, some_noon);
    change.is_done("page:address:1.1.");

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
    choices.choose_fewer(anna, true, some_noon);
    choices.wants_fewer(anna);
    choices.on_break_until(anna, some_noon);
    choices.choose_topic(anna, "offers", false, some_noon);
    choices.topics(anna);
    choices.set_topic(Campaigns(database).ensure("welcome"), "offers");
    choices.declined_topic(anna, 1);
  }

  // Orders, carts, the shop's figures, segments.
  void buying() {
    OrderMarks marks(database);
    marks.note("A.1", {OrderMark::Shipped, anna, some_noon, event_id});
    marks.of_order("A.1");
    WaitingAnswers answers(database);
    answers.add("A.9", {"key", some_noon, "{}"});
    answers.take("A.9");
    answers.forget(some_noon);

    product_purchases(database, anna, 10);
    Orders orders(database);
    OrderRow order;
    order.key = "1";
    order.customer = anna;
    order.lines = {{}};
    orders.add(order, std::nullopt);
    for (const char* key : {"1", "unknown"}) {
      orders.cancel(key);
      orders.restore(key, some_noon);
      orders.note_refund(key, "r");
      orders.knows_refund(key, "r");
      orders.refund(key, std::nullopt);
    }
    orders.update(order, some_noon);
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

  Database& database;
  EventId event_id = 0;
  CustomerId anna = 0;
};

}  // namespace lifecycled::testing
