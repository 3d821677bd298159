#include "store/receipts.hpp"

namespace lifecycled {

bool Receipts::add(std::string_view channel, std::string_view provider_event_id,
                   std::optional<DeliveryId> delivery, std::int64_t kind, Instant at) {
  return Query(database_,
               "INSERT OR IGNORE INTO receipts (channel, provider_event_id, delivery_id, kind, at) "
               "VALUES (?1, ?2, ?3, ?4, ?5)")
             .bind(channel, provider_event_id, delivery, kind, to_ms(at))
             .run() > 0;
}

std::int64_t Receipts::count(DeliveryId delivery, std::int64_t kind) {
  Query query(database_, "SELECT count(*) FROM receipts WHERE delivery_id = ?1 AND kind = ?2");
  query.bind(delivery, kind);
  return query.step() ? query.integer(0) : 0;
}

void Receipts::keep_early(std::string_view channel, std::string_view key, std::string_view body,
                          Instant now) {
  Query(database_, "INSERT INTO early_receipts (channel, key, received_at, body) VALUES (?1, ?2, ?3, ?4)")
      .bind(channel, key, to_ms(now), body)
      .run();
}

std::vector<std::string> Receipts::take_early(std::string_view channel, std::string_view key) {
  std::vector<std::string> taken;
  {
    Query query(database_, "SELECT body FROM early_receipts WHERE channel = ?1 AND key = ?2 ORDER BY id");
    query.bind(channel, key);
    while (query.step()) taken.push_back(query.text(0));
  }
  if (!taken.empty())
    Query(database_, "DELETE FROM early_receipts WHERE channel = ?1 AND key = ?2").bind(channel, key).run();
  return taken;
}

std::size_t Receipts::forget_early(Instant before, std::size_t limit) {
  return static_cast<std::size_t>(
      Query(database_,
            "DELETE FROM early_receipts WHERE id IN "
            "(SELECT id FROM early_receipts WHERE received_at < ?1 ORDER BY received_at LIMIT ?2)")
          .bind(to_ms(before), limit)
          .run());
}

}  // namespace lifecycled
