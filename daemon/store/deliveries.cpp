#include "store/deliveries.hpp"

#include "store/optional_moment.hpp"

namespace lifecycled {

std::string_view to_text(DeliveryState state) {
  switch (state) {
    case DeliveryState::Queued:
      return "queued";
    case DeliveryState::Sending:
      return "sending";
    case DeliveryState::Accepted:
      return "accepted";
    case DeliveryState::Retrying:
      return "retrying";
    case DeliveryState::Failed:
      return "failed";
    case DeliveryState::Expired:
      return "expired";
    case DeliveryState::InDoubt:
      return "in doubt";
    case DeliveryState::Delivered:
      return "delivered";
    case DeliveryState::Bounced:
      return "bounced";
    case DeliveryState::Complained:
      return "complained";
    case DeliveryState::Read:
      return "read";
    case DeliveryState::Withheld:
      return "withheld";
  }
  return "?";
}

namespace {

DeliveryRow row(const Query& query) {
  DeliveryRow delivery;
  delivery.id = query.integer(0);
  delivery.message = query.integer(1);
  delivery.channel = query.text(2);
  delivery.address = query.integer_or_none(3);
  delivery.state = static_cast<DeliveryState>(query.integer(4));
  delivery.reason = query.text(5);
  delivery.priority = query.integer(6);
  delivery.due_at = instant_or_none(query, 7);
  delivery.attempts = query.integer(8);
  delivery.idempotency_key = query.text(9);
  delivery.provider_message_id = query.text_or_none(10);
  delivery.first_attempt_at = instant_or_none(query, 11);
  return delivery;
}

}  // namespace

void Deliveries::enqueue(const DeliveryRow& delivery, DeliveryId id, Instant due_at) {
  Query(database_,
        "INSERT OR IGNORE INTO delivery_queue (channel, priority, due_at, delivery_id, customer_id) "
        "VALUES (?1, ?2, ?3, ?4, (SELECT customer_id FROM messages WHERE id = ?5))")
      .bind(delivery.channel, delivery.priority, to_ms(due_at), id, delivery.message)
      .run();
}

void Deliveries::dequeue(const DeliveryRow& delivery) {
  if (!delivery.due_at) return;
  Query(
      database_,
      "DELETE FROM delivery_queue WHERE channel = ?1 AND priority = ?2 AND due_at = ?3 AND delivery_id = ?4")
      .bind(delivery.channel, delivery.priority, to_ms(*delivery.due_at), delivery.id)
      .run();
}

DeliveryId Deliveries::add(const DeliveryRow& delivery, Instant due_at) {
  Query(database_,
        "INSERT INTO deliveries (message_id, channel, address_id, state, priority, due_at, idempotency_key) "
        "VALUES (?1, ?2, ?3, 1, ?4, ?5, ?6)")
      .bind(delivery.message, delivery.channel, delivery.address, delivery.priority, to_ms(due_at),
            delivery.idempotency_key)
      .run();
  const DeliveryId id = database_.last_insert_id();
  enqueue(delivery, id, due_at);
  return id;
}

std::optional<DeliveryRow> Deliveries::find(DeliveryId id) {
  Query query(database_,
              "SELECT id, message_id, channel, address_id, state, reason, priority, due_at, attempts, "
              "idempotency_key, "
              "provider_message_id, first_attempt_at FROM deliveries WHERE id = ?1");
  query.bind(id);
  if (!query.step()) return std::nullopt;
  return row(query);
}

std::vector<DeliveryRow> Deliveries::of_message(MessageId message) {
  Query query(database_,
              "SELECT id, message_id, channel, address_id, state, reason, priority, due_at, attempts, "
              "idempotency_key, "
              "provider_message_id, first_attempt_at FROM deliveries WHERE message_id = ?1 ORDER BY id");
  query.bind(message);
  std::vector<DeliveryRow> out;
  while (query.step()) out.push_back(row(query));
  return out;
}

std::optional<DeliveryId> Deliveries::find_by_provider_id(std::string_view channel,
                                                          std::string_view provider_message_id) {
  Query query(database_,
              "SELECT id FROM deliveries WHERE channel = ?1 AND provider_message_id = ?2 "
              "AND provider_message_id IS NOT NULL ORDER BY id DESC LIMIT 1");
  query.bind(channel, provider_message_id);
  if (!query.step()) return std::nullopt;
  return query.integer(0);
}

std::optional<DeliveryId> Deliveries::find_by_key(std::string_view idempotency_key) {
  Query query(database_, "SELECT id FROM deliveries WHERE idempotency_key = ?1");
  query.bind(idempotency_key);
  if (!query.step()) return std::nullopt;
  return query.integer(0);
}

// The classes that have something in the queue are few; each is found by one step into the index.
std::optional<std::int64_t> Deliveries::next_class(std::string_view channel, std::int64_t after) {
  Query query(database_, "SELECT min(priority) FROM delivery_queue WHERE channel = ?1 AND priority > ?2");
  query.bind(channel, after);
  if (!query.step() || query.is_null(0)) return std::nullopt;
  return query.integer(0);
}

std::vector<QueuedDelivery> Deliveries::due(std::string_view channel, Instant now, std::size_t limit,
                                            std::int64_t last_class) {
  std::vector<QueuedDelivery> out;
  Query query(
      database_,
      "SELECT delivery_id, due_at FROM delivery_queue WHERE channel = ?1 AND priority = ?2 AND due_at <= ?3 "
      "ORDER BY due_at, delivery_id LIMIT ?4");
  for (auto priority = next_class(channel, 0); priority && *priority <= last_class && out.size() < limit;
       priority = next_class(channel, *priority)) {
    query.bind(channel, *priority, to_ms(now), limit - out.size());
    while (query.step()) out.push_back({query.integer(0), *priority, from_ms(query.integer(1))});
    query.again();
  }
  return out;
}

std::optional<Instant> Deliveries::next_due(std::string_view channel, Instant after,
                                            std::int64_t last_class) {
  std::optional<Instant> earliest;
  Query query(database_,
              "SELECT due_at FROM delivery_queue WHERE channel = ?1 AND priority = ?2 AND due_at > ?3 "
              "ORDER BY due_at LIMIT 1");
  for (auto priority = next_class(channel, 0); priority && *priority <= last_class;
       priority = next_class(channel, *priority)) {
    query.bind(channel, *priority, to_ms(after));
    if (query.step() && (!earliest || from_ms(query.integer(0)) < *earliest))
      earliest = from_ms(query.integer(0));
    query.again();
  }
  return earliest;
}

std::vector<DeliveryId> Deliveries::ahead_of(CustomerId customer, std::int64_t priority, DeliveryId id,
                                             std::size_t limit) {
  Query query(database_,
              "SELECT delivery_id FROM delivery_queue WHERE customer_id = ?1 AND priority >= ?2 AND "
              "(priority, delivery_id) < (?3, ?4) ORDER BY priority, delivery_id LIMIT ?5");
  query.bind(customer, marketing_queue_class, priority, id, limit);
  std::vector<DeliveryId> out;
  while (query.step()) out.push_back(query.integer(0));
  return out;
}

Ticket Deliveries::claim(const DeliveryRow& delivery, Instant now) {
  dequeue(delivery);
  Query(database_,
        "UPDATE deliveries SET state = 2, due_at = NULL, attempts = attempts + 1, "
        "first_attempt_at = coalesce(first_attempt_at, ?2) WHERE id = ?1")
      .bind(delivery.id, to_ms(now))
      .run();
  Query(database_, "INSERT INTO attempts (delivery_id, number, started_at) VALUES (?1, ?2, ?3)")
      .bind(delivery.id, delivery.attempts + 1, to_ms(now))
      .run();
  return database_.last_insert_id();
}

void Deliveries::postpone(const DeliveryRow& delivery, Instant at, std::string_view reason) {
  dequeue(delivery);
  enqueue(delivery, delivery.id, at);
  Query(database_,
        "UPDATE deliveries SET state = CASE WHEN attempts = 0 THEN 1 ELSE 4 END, due_at = ?2, reason = ?3 "
        "WHERE id = ?1")
      .bind(delivery.id, to_ms(at), reason)
      .run();
}

void Deliveries::retry(DeliveryId id, Instant at, std::string_view reason) {
  const auto delivery = find(id);
  if (!delivery) return;
  dequeue(*delivery);
  Query(database_, "UPDATE deliveries SET state = 4, due_at = ?2, reason = ?3 WHERE id = ?1")
      .bind(id, to_ms(at), reason)
      .run();
  enqueue(*delivery, id, at);
}

void Deliveries::forget_attempt(Ticket ticket, DeliveryId id) {
  const int forgotten =
      Query(database_, "DELETE FROM attempts WHERE ticket = ?1 AND delivery_id = ?2").bind(ticket, id).run();
  if (forgotten == 0) return;
  Query(database_,
        "UPDATE deliveries SET attempts = attempts - 1, "
        "first_attempt_at = CASE WHEN attempts > 1 THEN first_attempt_at END WHERE id = ?1")
      .bind(id)
      .run();
}

void Deliveries::end_attempt(Ticket ticket, Instant now, std::int64_t outcome, std::string_view detail) {
  Query(database_, "UPDATE attempts SET ended_at = ?2, outcome = ?3, detail = ?4 WHERE ticket = ?1")
      .bind(ticket, to_ms(now), outcome, detail)
      .run();
}

void Deliveries::settle(DeliveryId id, DeliveryState state, std::string_view reason, Instant now) {
  if (const auto delivery = find(id)) dequeue(*delivery);
  Query(database_,
        "UPDATE deliveries SET state = ?2, reason = ?3, ended_at = ?4, due_at = NULL WHERE id = ?1")
      .bind(id, static_cast<std::int64_t>(state), reason, to_ms(now))
      .run();
}

void Deliveries::note_provider(DeliveryId id, std::string_view provider_message_id, std::string_view pace_key,
                               std::int64_t cost_micros, std::string_view cost_currency) {
  const auto given = [](std::string_view text) {
    return text.empty() ? std::nullopt : std::optional(std::string(text));
  };
  const auto cost = cost_currency.empty() ? std::nullopt : std::optional(cost_micros);
  Query(database_,
        "UPDATE deliveries SET provider_message_id = coalesce(?2, provider_message_id), pace_key = "
        "coalesce(?3, pace_key), "
        "cost_micros = coalesce(?4, cost_micros), cost_currency = coalesce(?5, cost_currency) WHERE id = ?1")
      .bind(id, given(provider_message_id), given(pace_key), cost, given(cost_currency))
      .run();
}

std::vector<OpenAttempt> Deliveries::open_attempts(std::string_view channel) {
  Query query(database_,
              "SELECT a.ticket, d.id FROM deliveries d JOIN attempts a ON a.delivery_id = d.id AND "
              "a.ended_at IS NULL "
              "WHERE d.channel = ?1 AND d.state = 2 ORDER BY a.ticket");
  query.bind(channel);
  std::vector<OpenAttempt> out;
  while (query.step()) out.push_back({query.integer(0), query.integer(1)});
  return out;
}

std::vector<DeliveryId> Deliveries::in_doubt(std::string_view channel) {
  Query query(database_, "SELECT id FROM deliveries WHERE channel = ?1 AND state = 7 ORDER BY id");
  query.bind(channel);
  std::vector<DeliveryId> out;
  while (query.step()) out.push_back(query.integer(0));
  return out;
}

std::map<std::string, std::int64_t> Deliveries::queue_lengths() {
  Query query(database_, "SELECT channel, count(*) FROM delivery_queue GROUP BY channel");
  std::map<std::string, std::int64_t> out;
  while (query.step()) out[query.text(0)] = query.integer(1);
  return out;
}

std::map<std::string, std::map<std::string, std::int64_t>> Deliveries::count_by_state() {
  Query query(database_, "SELECT channel, state, count(*) FROM deliveries GROUP BY channel, state");
  std::map<std::string, std::map<std::string, std::int64_t>> out;
  while (query.step()) {
    out[query.text(0)][std::string(to_text(static_cast<DeliveryState>(query.integer(1))))] = query.integer(2);
  }
  return out;
}

}  // namespace lifecycled
