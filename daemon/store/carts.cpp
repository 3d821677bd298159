#include "store/carts.hpp"

namespace lifecycled {

std::optional<std::int64_t> CartRow::total_minor() const {
  std::int64_t total = 0;
  for (const CartLine& line : lines) {
    std::int64_t of_line = 0;
    if (!line.price_minor || __builtin_mul_overflow(*line.price_minor, line.quantity, &of_line) ||
        __builtin_add_overflow(total, of_line, &total)) {
      return std::nullopt;
    }
  }
  return total;
}

CartRow Carts::read(Query& query) {
  CartRow cart;
  cart.id = query.integer(0);
  cart.customer = query.integer(1);
  cart.key = query.text(2);
  cart.changed_at = from_ms(query.integer(3));
  cart.settled_at = from_ms(query.integer(4));
  cart.currency = query.text(5);
  cart.checkout_url = query.text_or_none(6);
  Query lines(database_,
              "SELECT product_id, sku, variant, name, image_url, url, quantity, price_minor, changed_at "
              "FROM cart_lines WHERE cart_id = ?1 ORDER BY line");
  lines.bind(cart.id);
  while (lines.step()) {
    cart.lines.push_back({lines.text_or_none(0), lines.text_or_none(1), lines.text_or_none(2),
                          lines.text_or_none(3), lines.text_or_none(4), lines.text_or_none(5),
                          lines.integer(6), lines.integer_or_none(7), from_ms(lines.integer(8))});
  }
  return cart;
}

std::optional<CartRow> Carts::find(CustomerId customer, std::string_view key) {
  Query query(database_,
              "SELECT id, customer_id, cart_key, changed_at, settled_at, currency, checkout_url FROM carts "
              "WHERE customer_id = ?1 AND cart_key = ?2");
  query.bind(customer, key);
  if (!query.step()) return std::nullopt;
  return read(query);
}

std::optional<CartRow> Carts::latest(CustomerId customer) {
  Query query(database_,
              "SELECT id, customer_id, cart_key, changed_at, settled_at, currency, checkout_url FROM carts "
              "WHERE customer_id = ?1 AND products > 0 ORDER BY changed_at DESC LIMIT 1");
  query.bind(customer);
  if (!query.step()) return std::nullopt;
  return read(query);
}

std::vector<CartRow> Carts::of_customer(CustomerId customer) {
  std::vector<std::string> keys;
  {
    Query query(database_, "SELECT cart_key FROM carts WHERE customer_id = ?1 ORDER BY changed_at DESC");
    query.bind(customer);
    while (query.step()) keys.push_back(query.text(0));
  }
  std::vector<CartRow> out;
  for (const std::string& key : keys) out.push_back(find(customer, key).value());
  return out;
}

void Carts::save(const CartRow& cart) {
  const auto products = static_cast<std::int64_t>(cart.lines.size());
  std::int64_t id = cart.id;
  if (id == 0) {
    Query(database_,
          "INSERT INTO carts (customer_id, cart_key, changed_at, settled_at, currency, products, "
          "total_minor, checkout_url) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
        .bind(cart.customer, cart.key, to_ms(cart.changed_at), to_ms(cart.settled_at), cart.currency,
              products, cart.total_minor(), cart.checkout_url)
        .run();
    id = database_.last_insert_id();
  } else {
    Query(database_,
          "UPDATE carts SET changed_at = ?2, settled_at = ?3, currency = ?4, products = ?5, "
          "total_minor = ?6, checkout_url = ?7 WHERE id = ?1")
        .bind(id, to_ms(cart.changed_at), to_ms(cart.settled_at), cart.currency, products, cart.total_minor(),
              cart.checkout_url)
        .run();
    Query(database_, "DELETE FROM cart_lines WHERE cart_id = ?1").bind(id).run();
  }
  {
    Query insert(database_,
                 "INSERT INTO cart_lines (cart_id, line, product_id, sku, variant, name, image_url, url, "
                 "quantity, price_minor, changed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)");
    for (std::size_t i = 0; i < cart.lines.size(); ++i) {
      const CartLine& line = cart.lines[i];
      insert
          .bind(id, i, line.product_id, line.sku, line.variant, line.name, line.image_url, line.url,
                line.quantity, line.price_minor, to_ms(line.changed_at))
          .run();
      insert.again();
    }
  }
  if (cart.id != 0) return;
  // Whoever sends a new cart_id with each event must not fill the disk.
  std::vector<std::int64_t> surplus;
  {
    Query query(database_,
                "SELECT id FROM carts WHERE customer_id = ?1 ORDER BY changed_at DESC LIMIT 100 OFFSET ?2");
    query.bind(cart.customer, most_carts);
    while (query.step()) surplus.push_back(query.integer(0));
  }
  for (const std::int64_t old : surplus) remove(old);
}

void Carts::remove(std::int64_t cart) {
  Query(database_, "DELETE FROM cart_lines WHERE cart_id = ?1").bind(cart).run();
  Query(database_, "DELETE FROM carts WHERE id = ?1").bind(cart).run();
}

int Carts::forget(Instant before, std::size_t limit) {
  std::vector<std::int64_t> old;
  {
    Query query(database_, "SELECT id FROM carts WHERE changed_at < ?1 ORDER BY changed_at LIMIT ?2");
    query.bind(to_ms(before), limit);
    while (query.step()) old.push_back(query.integer(0));
  }
  for (const std::int64_t cart : old) remove(cart);
  return static_cast<int>(old.size());
}

}  // namespace lifecycled
