// For tests of what [retention] lets go: one of each kind of data, and what is left of it. Each test's own
// thread.
#pragma once

#include <string>

#include <fmt/format.h>

#include "store/contents.hpp"
#include "store/events.hpp"
#include "store/journeys.hpp"
#include "store/quarantine.hpp"
#include "store/store_testing.hpp"

namespace lifecycled::testing {

inline constexpr const char* kept_counts =
    " SELECT (SELECT count(*) FROM contents WHERE body IS NOT NULL) || ' ' || (SELECT count(*) FROM "
    "quarantine) "
    "|| ' ' || (SELECT count(*) FROM carts) || ' ' || (SELECT count(*) FROM events) || ' ' || "
    "(SELECT count(*) FROM messages) || ' ' || (SELECT count(*) FROM journey_steps) || ' ' || "
    "(SELECT count(*) FROM customers WHERE processing >= 2)";

// One of each, of that noon, of a prospect of whom nothing was heard since.
inline void keep_one_of_each(Database& database) {
  const CustomerId anna = add_customer(database);
  Customers(database).identify(anna, IdentifierKind::UserId, "anna");
  const MessageId message = add_message(database, anna);
  const DeliveryId delivery = Deliveries(database).add(delivery_of(message, "key"), some_noon);
  database.execute(" UPDATE deliveries SET state = 3");
  Contents(database).save(delivery, {"hash", "packed"}, some_noon);
  Quarantine(database).add(EventSource::Http, "why", "body", some_noon);
  Journeys(database).start(journey_of(database, anna, "welcome"));
  database.execute(" UPDATE journeys SET ended_at = started_at, end_reason = 1, due_at = NULL");
  database.execute(
      " INSERT INTO journey_steps (journey_id, number, step, at, result) SELECT id, 0, 0, 0, 2 FROM "
      "journeys");
  database.execute(
      " INSERT INTO carts (customer_id, cart_key, changed_at, settled_at, currency, products) SELECT id, "
      "'c', "
      "known_since, 0, 'EUR', 1 FROM customers");
  NewEvent event;
  event.name = "Product Viewed";
  event.user_id = "anna";
  for (const Instant at : {some_noon, some_noon + 3000 * day_length}) {  // the last one of the log stays
    event.occurred_at = at;
    event.message_id = fmt::format("m-{}", to_ms(at));
    Events(database).append({event}, at);
  }
  Events(database).link(anna, 1);
  Events(database).set_cursor("reactor", Events(database).last_id());
}

// How many texts, quarantined items, carts, events, messages, steps of journeys and people being erased there
// are.
inline std::string what_is_kept(Database& database) {
  Query query(database, kept_counts);
  return query.step() ? query.text(0) : "";
}

}  // namespace lifecycled::testing
