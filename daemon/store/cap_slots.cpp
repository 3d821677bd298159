#include "store/cap_slots.hpp"

namespace lifecycled {

void CapSlots::take(const CapSlot& slot) {
  Query(database_,
        "INSERT OR IGNORE INTO cap_slots (customer_id, taken_at, delivery_id, message_id, channel) "
        "SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS (SELECT 1 FROM cap_slots WHERE customer_id = ?1 "
        "AND message_id = ?4 AND channel = ?5)")
      .bind(slot.customer, to_ms(slot.taken_at), slot.delivery, slot.message, slot.channel)
      .run();
}

void CapSlots::release(CustomerId customer, Instant taken_at, DeliveryId delivery) {
  Query(database_, "DELETE FROM cap_slots WHERE customer_id = ?1 AND taken_at = ?2 AND delivery_id = ?3")
      .bind(customer, to_ms(taken_at), delivery)
      .run();
}

std::optional<Instant> CapSlots::latest(CustomerId customer, Instant since, std::int64_t number,
                                        MessageId message, std::string_view channel) {
  Query query(database_,
              "SELECT taken_at FROM cap_slots WHERE customer_id = ?1 AND taken_at > ?2 AND message_id <> ?4 "
              "AND (?5 = '' OR channel = ?5) ORDER BY taken_at DESC LIMIT 1 OFFSET ?3");
  query.bind(customer, to_ms(since), number - 1, message, channel);
  if (!query.step()) return std::nullopt;
  return from_ms(query.integer(0));
}

std::int64_t CapSlots::count(CustomerId customer, Instant since, MessageId message,
                             std::string_view channel) {
  Query query(database_,
              "SELECT count(*) FROM cap_slots WHERE customer_id = ?1 AND taken_at > ?2 AND message_id <> ?3 "
              "AND (?4 = '' OR channel = ?4)");
  query.bind(customer, to_ms(since), message, channel);
  return query.step() ? query.integer(0) : 0;
}

}  // namespace lifecycled
