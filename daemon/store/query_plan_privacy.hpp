// Of query_plan_exercise.hpp: what is exported, restricted, erased and forgotten. Last, for it erases the customer
// of whom all others speak. For query_plan_test.cpp alone.
#pragma once

#include "store/customer_export.hpp"
#include "store/erasures.hpp"
#include "store/events.hpp"
#include "store/kept_webhooks.hpp"
#include "store/processing.hpp"
#include "store/quarantine.hpp"
#include "store/receipts.hpp"
#include "store/reject_files.hpp"
#include "store/retention.hpp"
#include "store/store_testing.hpp"

namespace lifecycled::testing {

inline void exercise_erasure(Database& database, CustomerId anna) {
  Erasures erasures(database);
  erasures.note_unknown("e0", some_noon);
  erasures.begin({"e1", anna, ErasureReason::Asked, some_noon, 0, std::nullopt});
  erasures.find("e1");
  erasures.of_customer(anna);
  erasures.each_identifier([](CustomerId, const std::string&, const std::string&) {});
  erasures.count_finished();
  Events(database).set_cursor("reactor", Events(database).last_id());
  Quarantine(database).add(EventSource::Http, "why", "erased-anna", some_noon);
  Addresses(database).add(anna, "email", "erased-anna", "erased-anna", some_noon);
  KeptWebhooks(database).add("email", "erased-anna", some_noon);
  Receipts(database).keep_early("email", "key", "erased-anna", some_noon);
  ErasureRun run(database, erasures.at_work().at(0));
  while (run.step(database, std::chrono::milliseconds{1}) == ErasureRun::Progress::More) {
  }
  erasures.finish("e1", some_noon);
}

inline void exercise_privacy(Database& database, CustomerId anna) {
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
  exercise_erasure(database, anna);
  Retention retention(database);
  retention.forget_events(some_noon, 1);
  retention.forget_quarantine(some_noon, 1);
  retention.forget_journey_steps(some_noon + 400 * day_length, 1);
  Retention::Walk walk;
  retention.forget_messages(some_noon + 400 * day_length, 9, walk);
  retention.silent_prospects(some_noon, 1);
}

}  // namespace lifecycled::testing
