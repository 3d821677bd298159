#include "store/address_change.hpp"

#include "store/events.hpp"

namespace lifecycled {

void AddressChange::forget_pending(AddressId address) {
  Query(database_, "UPDATE addresses SET value = '', normal = 'forgotten ' || id WHERE id = ?1 AND kind = ?2")
      .bind(address, pending_email)
      .run();
}

void AddressChange::make_newest(AddressId address, Instant now) {
  Query(database_, "UPDATE addresses SET created_at = max(created_at, ?2) WHERE id = ?1")
      .bind(address, to_ms(now))
      .run();
}

bool AddressChange::is_done(std::string_view event_id) {
  Query query(database_, "SELECT 1 FROM event_ids WHERE key = ?1");
  const std::string key = event_key(event_id);
  query.bind(as_blob(key));
  return query.step();
}

}  // namespace lifecycled
