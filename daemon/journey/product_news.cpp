#include "journey/product_news.hpp"

#include <algorithm>
#include <array>

#include "base/json_fields.hpp"

namespace lifecycled {
namespace {

constexpr std::array<std::string_view, 3> interested_by{"Product Viewed", "Product Added to Wishlist",
                                                        "Product Added"};
constexpr Milliseconds interest_lasts = 60 * day_length;
// Whoever looks at more in that time is a robot, or cares for all of them.
constexpr std::int64_t most_products = 200;
constexpr std::size_t longest_product_id = 256;

std::optional<std::string> product_of(const StoredEvent& event) {
  std::string mistake;
  const auto body = parse_json(event.body, mistake);
  auto product = body ? text_at(*body, "product_id") : std::nullopt;
  if (!product || product->empty() || product->size() > longest_product_id) return std::nullopt;
  return product;
}

}  // namespace

void ProductNewsDesk::on_event(Database& database, CustomerId customer, const StoredEvent& event) const {
  if (std::ranges::find(interested_by, event.name) == interested_by.end()) return;
  const auto product = product_of(event);
  if (!product) return;
  ProductInterest(database).note(customer, *product, event.occurred_at, event.received_at - interest_lasts,
                                 most_products);
}

void ProductNewsDesk::on_news(Database& database, const StoredEvent& event) const {
  if (!is_product_news(event.name)) return;
  if (const auto product = product_of(event)) ProductInterest(database).add_news({event.id, *product, 0});
}

bool ProductNewsDesk::tell(Database& database, Instant now, std::size_t limit) const {
  ProductInterest interest(database);
  auto news = interest.first_news();
  if (!news) return false;
  Events log(database);
  const auto event = log.find(news->event);
  const auto concerned =
      event ? interest.interested(news->product, event->occurred_at - interest_lasts, news->after, limit)
            : std::vector<CustomerId>{};
  for (const CustomerId customer : concerned) {
    NewEvent told;
    told.name = event->name;
    told.occurred_at = event->occurred_at;
    told.source = EventSource::Engine;
    told.customer = customer;
    told.cause = event->id;
    told.depth = event->depth + 1;
    told.body = event->body;
    log.append(told, now);
  }
  if (concerned.size() < limit) {
    interest.remove_news(news->event);
  } else {
    news->after = concerned.back();
    interest.save_news(*news);
  }
  return true;
}

}  // namespace lifecycled
