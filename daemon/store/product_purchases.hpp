// On which days a customer bought which product. Runs on the thread that owns the connection.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "store/customers.hpp"

namespace lifecycled {

struct ProductPurchase {
  std::string product_id;
  std::int64_t day = 0;  // in the shop's time zone
};

// Of the orders that count, the latest first; at most `limit` lines.
std::vector<ProductPurchase> product_purchases(Database& database, CustomerId customer, std::size_t limit);

}  // namespace lifecycled
