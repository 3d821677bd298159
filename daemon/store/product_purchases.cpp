#include "store/product_purchases.hpp"

namespace lifecycled {

std::vector<ProductPurchase> product_purchases(Database& database, CustomerId customer, std::size_t limit) {
  Query query(database,
              "SELECT l.product_id, o.day FROM orders o JOIN order_lines l ON l.order_id = o.id "
              "WHERE o.customer_id = ?1 AND o.counts = 1 AND l.product_id IS NOT NULL "
              "ORDER BY o.day DESC, o.ordered_at DESC LIMIT ?2");
  query.bind(customer, static_cast<std::int64_t>(limit));
  std::vector<ProductPurchase> out;
  while (query.step()) out.push_back({query.text(0), query.integer(1)});
  return out;
}

}  // namespace lifecycled
