#include "store/retention.hpp"

#include <algorithm>
#include <array>

#include "store/events.hpp"

namespace lifecycled {
namespace {

// Parts of a message, in the order in which they refer to each other.
constexpr std::array message_parts{
    "DELETE FROM contents WHERE delivery_id IN (SELECT id FROM deliveries WHERE message_id = ?1)",
    "DELETE FROM receipts WHERE delivery_id IN (SELECT id FROM deliveries WHERE message_id = ?1)",
    "DELETE FROM link_hits WHERE delivery_id IN (SELECT id FROM deliveries WHERE message_id = ?1)",
    "DELETE FROM delivery_reactions WHERE delivery_id IN (SELECT id FROM deliveries WHERE message_id = ?1)",
    "DELETE FROM attempts WHERE delivery_id IN (SELECT id FROM deliveries WHERE message_id = ?1)",
    "DELETE FROM deliveries WHERE message_id = ?1",
    "DELETE FROM messages WHERE id = ?1",
};

}  // namespace

std::size_t Retention::forget_events(Instant before, std::size_t limit) {
  std::int64_t border = 0;
  {
    Query day(database_, "SELECT first_event_id FROM event_days WHERE day >= ?1 ORDER BY day LIMIT 1");
    day.bind(to_ms(before) / day_length.count());
    border = day.step() ? day.integer(0) : Events(database_).last_id();
  }
  {
    Query cursors(database_, "SELECT min(event_id) FROM cursors");
    border = cursors.step() && !cursors.is_null(0) ? std::min(border, cursors.integer(0)) : 0;
  }
  {
    Query news(database_, "SELECT min(event_id) FROM product_news");
    if (news.step() && !news.is_null(0)) border = std::min(border, news.integer(0));
  }
  std::vector<std::int64_t> gone;
  {
    Query oldest(database_, "SELECT id FROM events WHERE id < ?1 ORDER BY id LIMIT ?2");
    oldest.bind(border, limit);
    while (oldest.step()) gone.push_back(oldest.integer(0));
  }
  for (const std::int64_t id : gone) {
    // Whose it was follows from its identifiers, as when it was read (audience/identity): they never move.
    Query(database_,
          "DELETE FROM customer_events WHERE event_id = ?1 AND customer_id = coalesce("
          "(SELECT customer_id FROM events WHERE id = ?1), "
          "(SELECT i.customer_id FROM events e JOIN customer_identifiers i ON i.kind = 1 AND i.value = "
          "e.user_id "
          "WHERE e.id = ?1), "
          "(SELECT i.customer_id FROM events e JOIN customer_identifiers i ON i.kind = 2 AND "
          "i.value = e.anonymous_id WHERE e.id = ?1))")
        .bind(id)
        .run();
    Query(database_, "DELETE FROM events WHERE id = ?1").bind(id).run();
  }
  if (gone.empty())
    Query(database_, "DELETE FROM event_days WHERE day < ?1").bind(to_ms(before) / day_length.count()).run();
  return gone.size();
}

std::size_t Retention::forget_quarantine(Instant before, std::size_t limit) {
  return static_cast<std::size_t>(Query(database_,
                                        "DELETE FROM quarantine WHERE received_at < ?1 AND id IN "
                                        "(SELECT id FROM quarantine WHERE id > 0 ORDER BY id LIMIT ?2)")
                                      .bind(to_ms(before), limit)
                                      .run());
}

std::size_t Retention::forget_journey_steps(Instant before, std::size_t limit) {
  std::vector<std::int64_t> ended;
  {
    Query query(database_,
                "SELECT id FROM journeys WHERE ended_at IS NOT NULL AND forgotten = 0 AND ended_at < ?1 "
                "ORDER BY ended_at, id LIMIT ?2");
    query.bind(to_ms(before), limit);
    while (query.step()) ended.push_back(query.integer(0));
  }
  for (const std::int64_t id : ended) {
    Query(database_, "DELETE FROM journey_steps WHERE journey_id = ?1").bind(id).run();
    Query(database_, "DELETE FROM journey_versions WHERE journey_id = ?1").bind(id).run();
    Query(database_, "UPDATE journeys SET forgotten = 1 WHERE id = ?1").bind(id).run();
  }
  return ended.size();
}

void Retention::forget_messages(Instant before, std::size_t limit, Walk& walk) {
  struct Seen {
    std::int64_t id;
    bool is_open;
  };
  std::vector<Seen> seen;
  walk.is_done = true;
  {
    // 1, 2, 4 and 7: queued, sending, retrying, in doubt.
    Query query(database_,
                "SELECT m.id, m.created_at, EXISTS (SELECT 1 FROM deliveries d WHERE d.message_id = m.id "
                "AND d.state IN (1, 2, 4, 7)) FROM messages m WHERE m.id > ?1 ORDER BY m.id LIMIT ?2");
    query.bind(walk.after, limit);
    while (query.step() && query.integer(1) < to_ms(before))
      seen.push_back({query.integer(0), query.integer(2) != 0});
    walk.is_done = seen.size() < limit;
  }
  for (const Seen& message : seen) {
    walk.after = message.id;
    if (message.is_open) continue;
    forget_message(message.id);
    ++walk.gone;
  }
}

void Retention::forget_message(std::int64_t message) {
  for (const char* const part : message_parts) Query(database_, part).bind(message).run();
}

std::vector<CustomerId> Retention::silent_prospects(Instant before, std::size_t limit) {
  Query query(database_,
              "SELECT id FROM customers WHERE orders = 0 AND processing = 0 AND has_account = 0 "
              "AND open_cases = 0 AND subscriptions = 0 AND reachable_channels = '' "
              "AND max(known_since, coalesce(last_reaction_at, 0), coalesce(last_opened_at, 0), "
              "coalesce(cart_changed_at, 0)) < ?1 "
              "ORDER BY max(known_since, coalesce(last_reaction_at, 0), coalesce(last_opened_at, 0), "
              "coalesce(cart_changed_at, 0)), id LIMIT ?2");
  query.bind(to_ms(before), limit);
  std::vector<CustomerId> out;
  while (query.step()) out.push_back(query.integer(0));
  return out;
}

}  // namespace lifecycled
