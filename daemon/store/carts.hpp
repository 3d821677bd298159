// What customers have in their carts, and have not bought yet. Runs on the thread that owns the connection.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/customers.hpp"

namespace lifecycled {

struct CartLine {
  std::optional<std::string> product_id, sku, variant, name, image_url, url;
  std::int64_t quantity = 1;
  std::optional<std::int64_t> price_minor;
  Instant changed_at;
};

struct CartRow {
  std::int64_t id = 0;  // 0: not stored yet
  CustomerId customer = 0;
  std::string key;  // the shop's cart_id, or "" where it sends none
  Instant changed_at;
  Instant settled_at;  // words from before are about a cart that is no more
  std::string currency;
  std::optional<std::string> checkout_url;
  std::vector<CartLine> lines;

  // Nothing while a price is not known, or beyond what money can be.
  std::optional<std::int64_t> total_minor() const;
};

class Carts {
 public:
  explicit Carts(Database& database) : database_(database) {}

  std::optional<CartRow> find(CustomerId customer, std::string_view key);
  // The one that was changed last, of those with something in them.
  std::optional<CartRow> latest(CustomerId customer);
  std::vector<CartRow> of_customer(CustomerId customer);
  // With all its lines. A customer keeps the `most_carts` that were changed last.
  void save(const CartRow& cart);
  // Forgets at most `limit` carts that nobody has touched since `before`; returns how many.
  int forget(Instant before, std::size_t limit);

  static constexpr std::size_t most_carts = 20;

 private:
  CartRow read(Query& query);
  void remove(std::int64_t cart);
  Database& database_;
};

}  // namespace lifecycled
