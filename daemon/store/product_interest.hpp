// Who looked at, wished for or put into the cart which product, and news of products on their way to them.
// Runs on the thread that owns the connection.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/customers.hpp"

namespace lifecycled {

struct ProductNews {
  EventId event = 0;
  std::string product;
  CustomerId after = 0;  // those up to this one have been told
};

class ProductInterest {
 public:
  explicit ProductInterest(Database& database) : database_(database) {}

  // Of one customer the latest `most` products are kept, and none from before `forget`.
  void note(CustomerId customer, std::string_view product, Instant at, Instant forget, std::int64_t most);
  // In order, at most `limit`, whose interest is no older than `since`.
  std::vector<CustomerId> interested(std::string_view product, Instant since, CustomerId after,
                                     std::size_t limit);

  void add_news(const ProductNews& news);
  std::optional<ProductNews> first_news();
  void save_news(const ProductNews& news);
  void remove_news(EventId event);

 private:
  Database& database_;
};

}  // namespace lifecycled
