#include "store/soft_failures.hpp"

namespace lifecycled {

void SoftFailures::count_one(AddressId id, std::string_view channel) {
  Query(database_,
        "INSERT INTO address_health (address_id, channel, soft_failures) VALUES (?1, ?2, 1) "
        "ON CONFLICT (address_id, channel) DO UPDATE SET soft_failures = soft_failures + 1")
      .bind(id, channel)
      .run();
}

void SoftFailures::forget(AddressId id, std::string_view channel) {
  Query(database_,
        "UPDATE address_health SET soft_failures = 0 WHERE address_id = ?1 AND channel = ?2 AND "
        "soft_failures > 0")
      .bind(id, channel)
      .run();
}

std::int64_t SoftFailures::count(AddressId id, std::string_view channel) {
  Query query(database_, "SELECT soft_failures FROM address_health WHERE address_id = ?1 AND channel = ?2");
  query.bind(id, channel);
  return query.step() ? query.integer(0) : 0;
}

}  // namespace lifecycled
