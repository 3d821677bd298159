#include "store/product_interest.hpp"

namespace lifecycled {

void ProductInterest::note(CustomerId customer, std::string_view product, Instant at, Instant forget,
                           std::int64_t most) {
  Query(database_,
        "INSERT INTO product_interest (product_id, customer_id, at) VALUES (?1, ?2, ?3) "
        "ON CONFLICT (product_id, customer_id) DO UPDATE SET at = max(at, excluded.at)")
      .bind(product, customer, to_ms(at))
      .run();
  Query(database_,
        "DELETE FROM product_interest WHERE customer_id = ?1 AND at < max(?2, coalesce((SELECT at FROM "
        "product_interest WHERE customer_id = ?1 ORDER BY at DESC LIMIT 1 OFFSET ?3), ?2))")
      .bind(customer, to_ms(forget), most - 1)
      .run();
}

std::vector<CustomerId> ProductInterest::interested(std::string_view product, Instant since, CustomerId after,
                                                    std::size_t limit) {
  Query query(
      database_,
      "SELECT customer_id FROM product_interest WHERE product_id = ?1 AND customer_id > ?2 AND at >= ?3 "
      "ORDER BY customer_id LIMIT ?4");
  query.bind(product, after, to_ms(since), limit);
  std::vector<CustomerId> out;
  while (query.step()) out.push_back(query.integer(0));
  return out;
}

void ProductInterest::add_news(const ProductNews& news) {
  Query(database_,
        "INSERT OR IGNORE INTO product_news (event_id, product_id, after_customer) VALUES (?1, ?2, ?3)")
      .bind(news.event, news.product, news.after)
      .run();
}

std::optional<ProductNews> ProductInterest::first_news() {
  Query query(database_,
              "SELECT event_id, product_id, after_customer FROM product_news ORDER BY event_id LIMIT 1");
  if (!query.step()) return std::nullopt;
  return ProductNews{query.integer(0), query.text(1), query.integer(2)};
}

void ProductInterest::save_news(const ProductNews& news) {
  Query(database_, "UPDATE product_news SET after_customer = ?2 WHERE event_id = ?1")
      .bind(news.event, news.after)
      .run();
}

void ProductInterest::remove_news(EventId event) {
  Query(database_, "DELETE FROM product_news WHERE event_id = ?1").bind(event).run();
}

}  // namespace lifecycled
