#include "store/trait_times.hpp"

#include "store/optional_moment.hpp"

namespace lifecycled {

std::optional<Instant> TraitTimes::newest(CustomerId customer) {
  Query query(database_, "SELECT traits_at FROM customers WHERE id = ?1");
  query.bind(customer);
  if (!query.step()) return std::nullopt;
  return instant_or_none(query, 0);
}

void TraitTimes::note(CustomerId customer, Instant said_at) {
  Query(database_, "UPDATE customers SET traits_at = ?2 WHERE id = ?1").bind(customer, to_ms(said_at)).run();
}

}  // namespace lifecycled
