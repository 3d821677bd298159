#include "store/customer_ties.hpp"

namespace lifecycled {

void CustomerTies::tell(CustomerId customer, TieKind kind, std::string_view key, bool open, Instant at) {
  Query(database_,
        "INSERT INTO customer_ties (customer_id, kind, key, open, at) VALUES (?1, ?2, ?3, ?4, ?5) "
        "ON CONFLICT (customer_id, kind, key) DO UPDATE SET open = excluded.open, at = excluded.at "
        "WHERE excluded.at > at OR (excluded.at = at AND excluded.open < open)")
      .bind(customer, static_cast<std::int64_t>(kind), key, open, to_ms(at))
      .run();
  Customers(database_).save_open_ties(customer, this->open(customer, TieKind::SupportCase),
                                      this->open(customer, TieKind::Subscription));
}

std::int64_t CustomerTies::open(CustomerId customer, TieKind kind) {
  Query query(database_,
              "SELECT count(*) FROM customer_ties WHERE customer_id = ?1 AND kind = ?2 AND open = 1");
  query.bind(customer, static_cast<std::int64_t>(kind));
  return query.step() ? query.integer(0) : 0;
}

}  // namespace lifecycled
