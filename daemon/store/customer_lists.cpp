#include "store/customer_lists.hpp"

namespace lifecycled {

bool CustomerLists::join(CustomerId customer, std::string_view list, Instant at) {
  if (contains(customer, list)) return false;
  Query(database_, "INSERT INTO customer_lists (customer_id, list, since) VALUES (?1, ?2, ?3)")
      .bind(customer, list, to_ms(at))
      .run();
  return true;
}

bool CustomerLists::leave(CustomerId customer, std::string_view list) {
  if (!contains(customer, list)) return false;
  Query(database_, "DELETE FROM customer_lists WHERE customer_id = ?1 AND list = ?2")
      .bind(customer, list)
      .run();
  return true;
}

bool CustomerLists::contains(CustomerId customer, std::string_view list) {
  Query query(database_, "SELECT 1 FROM customer_lists WHERE customer_id = ?1 AND list = ?2");
  query.bind(customer, list);
  return query.step();
}

std::vector<std::string> CustomerLists::of_customer(CustomerId customer) {
  Query query(database_, "SELECT list FROM customer_lists WHERE customer_id = ?1 ORDER BY list");
  query.bind(customer);
  std::vector<std::string> out;
  while (query.step()) out.push_back(query.text(0));
  return out;
}

}  // namespace lifecycled
