#include "store/kept_webhooks.hpp"

namespace lifecycled {

bool KeptWebhooks::add(std::string_view channel, std::string_view request, Instant now) {
  const auto size = static_cast<std::int64_t>(request.size());
  {
    Query totals(database_, "SELECT count, bytes FROM kept_webhook_totals WHERE channel = ?1");
    totals.bind(channel);
    if (totals.step() && (totals.integer(0) >= most_count || totals.integer(1) + size > most_bytes))
      return false;
  }
  Query(database_, "INSERT INTO kept_webhooks (channel, received_at, size, request) VALUES (?1, ?2, ?3, ?4)")
      .bind(channel, to_ms(now), size, as_blob(request))
      .run();
  add_to_totals(channel, 1, size);
  return true;
}

std::optional<KeptWebhook> KeptWebhooks::next(std::string_view channel, std::int64_t after) {
  KeptWebhook kept;
  {
    Query query(database_,
                "SELECT id, tries, request FROM kept_webhooks WHERE channel = ?1 AND id > ?2 ORDER BY id "
                "LIMIT 1");
    query.bind(channel, after);
    if (!query.step()) return std::nullopt;
    kept = {query.integer(0), query.integer(1), query.blob(2)};
  }
  Query(database_, "UPDATE kept_webhooks SET tries = tries + 1 WHERE id = ?1").bind(kept.id).run();
  return kept;
}

void KeptWebhooks::remove(std::string_view channel, std::int64_t id) {
  std::int64_t size = 0;
  {
    Query query(database_, "DELETE FROM kept_webhooks WHERE id = ?1 RETURNING size");
    query.bind(id);
    if (!query.step()) return;
    size = query.integer(0);
  }
  add_to_totals(channel, -1, -size);
}

std::int64_t KeptWebhooks::count(std::string_view channel) {
  Query query(database_, "SELECT count FROM kept_webhook_totals WHERE channel = ?1");
  query.bind(channel);
  return query.step() ? query.integer(0) : 0;
}

void KeptWebhooks::add_to_totals(std::string_view channel, std::int64_t count, std::int64_t bytes) {
  Query(database_,
        "INSERT INTO kept_webhook_totals (channel, count, bytes) VALUES (?1, ?2, ?3) "
        "ON CONFLICT (channel) DO UPDATE SET count = count + excluded.count, bytes = bytes + excluded.bytes")
      .bind(channel, count, bytes)
      .run();
}

}  // namespace lifecycled
