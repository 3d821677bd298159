#include "audience/product_rhythm.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/json_fields.hpp"
#include "store/orders.hpp"
#include "store/product_purchases.hpp"

namespace lifecycled {
namespace {

// Lines looked at, the latest first: years of most customers.
constexpr std::size_t most_purchases = 500;

std::set<std::string> products_of(Database& database, const boost::json::value& event) {
  std::set<std::string> out;
  const auto* products = member(event, "products");
  if (products && products->is_array()) {
    for (const boost::json::value& product : products->get_array()) {
      auto id = text_at(product, "product_id");
      if (!id) id = text_at(product, "sku");
      if (id) out.insert(std::move(*id));
    }
  }
  if (!out.empty()) return out;
  const auto key = text_at(event, "order_id");
  const auto order = key ? Orders(database).find(*key) : std::nullopt;
  if (!order) return out;
  for (const OrderLine& line : order->lines) {
    if (line.product_id) out.insert(*line.product_id);
  }
  return out;
}

// `days` fall.
std::optional<ProductRhythm> rhythm_of(const std::vector<std::int64_t>& days) {
  if (days.size() < fewest_purchases) return std::nullopt;
  std::vector<double> gaps;
  for (std::size_t i = 1; i < days.size(); ++i) gaps.push_back(static_cast<double>(days[i - 1] - days[i]));
  std::ranges::sort(gaps);
  const std::size_t middle = gaps.size() / 2;
  const double median = gaps.size() % 2 == 1 ? gaps[middle] : (gaps[middle - 1] + gaps[middle]) / 2;
  return ProductRhythm{median, gaps.front() >= median / 2 && gaps.back() <= median * 3 / 2};
}

}  // namespace

std::optional<ProductRhythm> soonest_rhythm(Database& database, std::int64_t customer,
                                            const boost::json::value& event, bool steady_alone) {
  const auto wanted = products_of(database, event);
  if (wanted.empty()) return std::nullopt;
  std::map<std::string, std::vector<std::int64_t>> days;
  for (ProductPurchase& purchase : product_purchases(database, customer, most_purchases)) {
    if (!wanted.contains(purchase.product_id)) continue;
    auto& of_product = days[std::move(purchase.product_id)];
    if (of_product.empty() || of_product.back() != purchase.day) of_product.push_back(purchase.day);
  }
  std::optional<ProductRhythm> soonest;
  for (const auto& [product, bought] : days) {
    const auto rhythm = rhythm_of(bought);
    if (!rhythm || (steady_alone && !rhythm->is_steady)) continue;
    if (!soonest || rhythm->gap_days < soonest->gap_days) soonest = rhythm;
  }
  return soonest;
}

}  // namespace lifecycled
