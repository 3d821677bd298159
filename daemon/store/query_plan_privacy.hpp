// Of query_plan_exercise.hpp: what is exported, restricted, erased and forgotten. Last, for it erases the
// customer of whom all others speak. For query_plan_test.cpp alone.
#pragma once

#include "store/asked_addresses.hpp"
#include "store/consent_check.hpp"
#include "store/customer_export.hpp"
#include "store/erasures.hpp"
#include "store/event_seal.hpp"
#include "store/events.hpp"
#include "store/kept_webhooks.hpp"
#include "store/ledger_upgrade.hpp"
#include "store/meta.hpp"
#include "store/processing.hpp"
#include "store/quarantine.hpp"
#include "store/receipts.hpp"
#include "store/reject_files.hpp"
#include "store/retention.hpp"
#include "store/segments.hpp"
#include "store/shop_export.hpp"
#include "store/store_testing.hpp"
#include "store/suppressions.hpp"
#include "store/waiting_answers.hpp"

namespace lifecycled::testing {

inline void exercise_erasure(Database& database, CustomerId anna) {
  Journeys(database).save_quiet({0, Campaigns(database).ensure("it"), anna, "", 1, some_noon});
  Segments segments(database);
  segments.add_member(segments.ensure("vip"), anna, some_noon);
  Erasures erasures(database);
  erasures.note_unknown("e0", some_noon);
  erasures.begin({"e1", anna, ErasureReason::Asked, some_noon, 0, std::nullopt});
  erasures.find("e1");
  erasures.of_customer(anna);
  erasures.each_identifier([](CustomerId, const std::string&, const std::string&) {});
  erasures.count_finished();
  is_erasure_on_record(database, anna);
  Events(database).set_cursor("reactor", Events(database).last_id());
  Quarantine(database).add(EventSource::Http, "why", "erased-anna", some_noon);
  Addresses(database).add(anna, "email", "erased-anna", "erased-anna", some_noon);
  KeptWebhooks(database).add("email", "erased-anna", some_noon);
  WaitingAnswers(database).add("A.10", {"another key", some_noon, "erased-anna"});
  Receipts(database).keep_early("email", "key", "erased-anna", some_noon);
  ErasureRun run(database, erasures.at_work().at(0));
  while (run.step(database, std::chrono::milliseconds{1}) == ErasureRun::Progress::More) {
  }
  erasures.finish("e1", some_noon);
}

inline void exercise_ledger(Database& database) {
  ConsentChain chain(database);
  chain.find(1);
  chain.of_consent(1);
  Consents(database).is_intact(1);
  NewEvent said;
  said.name = "Consent Given";
  said.body = "{}";
  const EventId heard = Events(database).append(said, some_noon);
  take_event_seal(database, *Events(database).find(heard));
  Events(database).set_cursor("reactor", heard);
  ConsentCheck check(database,
                     {.normal = [](auto, auto) { return std::nullopt; }, .events_since = Instant{}});
  while (check.step(database, 1)) {
  }
  Suppressions suppressions(database);
  suppressions.add({"email", "b@shop.example"}, "", SuppressionReason::Erased, some_noon);
  suppressions.lift_erasure({"email", "b@shop.example"}, some_noon);
  suppressions.remove({"email", "b@shop.example"});
  suppressions.latest(1);
  suppressions.newest();
  suppressions.counts();
  AskedAddresses asked(database);
  asked.note("email", "b@shop.example", some_noon);
  asked.count("email", "b@shop.example", some_noon);
}

// Once, outside of a transaction: it has its own.
inline void exercise_ledger_upgrade(Database& database) {
  database.execute(
      " INSERT INTO consents (address_id, channel, purpose, given, at, recorded_at, source) "
      "SELECT min(id), 'email', 1, 1, 0, 0, 'x' FROM addresses");
  database.execute(" UPDATE customers SET processing = 0");
  Meta(database).set("consents_to_seal", "1000000");
  Meta(database).set("suppressions_to_fill", "0");
  Meta(database).set("erasures_to_seal", "yes");
  Customers(database).identify(Customers(database).create(some_noon), IdentifierKind::UserId, "unsealed");
  Meta(database).set("identifiers_to_seal", "0 ");
  Meta(database).set("events_to_seal", "0 1000000");
  database.execute(" UPDATE erasures SET seal = NULL");
  bring_ledger_up_to_date(database);
}

inline void exercise_shop_export(Database& database) {
  ShopExport shop(database);
  std::int64_t after = 0;
  bool more = false;
  shop.customers(after = 0, 9, more);
  shop.orders(after = 0, 9, more);
  shop.consents(after = 0, 9, more);
  shop.events(after = 0, 9, more);
}

inline void exercise_privacy(Database& database, CustomerId anna) {
  exercise_shop_export(database);
  for (const ExportSection& section : export_sections())
    each_export_row(database, section, anna, [](const auto&) {});
  DataProcessing processing(database);
  processing.restrict(anna, {some_noon, "anna", "asked"});
  processing.objection(anna);
  processing.lift(anna);
  RejectFiles(database).note("/tmp/orders.csv.rejected", some_noon);
  RejectFiles(database).all();
  RejectFiles(database).forget("/tmp/orders.csv.rejected");
  Events(database).forget_body(1);
  exercise_ledger(database);
  exercise_erasure(database, anna);
  Retention retention(database);
  for (int i = 0; i < 2; ++i) retention.forget_events(some_noon + 400 * day_length, 1000);
  retention.forget_quarantine(some_noon, 1);
  retention.forget_journey_steps(some_noon + 400 * day_length, 1);
  Retention::Walk walk;
  retention.forget_messages(some_noon + 400 * day_length, 9, walk);
  retention.silent_prospects(some_noon, 1);
}

}  // namespace lifecycled::testing
