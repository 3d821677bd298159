// How far an order is, as its page tells it: from the marks that the shop's events left. On the thread that
// owns the connection.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time_zones.hpp"
#include "liquid/value.hpp"
#include "store/order_marks.hpp"
#include "store/orders.hpp"

namespace lifecycled {

struct OrderStep {
  OrderMark mark = OrderMark::Ordered;
  std::optional<Instant> at;  // when it happened, where the shop told
  bool is_done = false, is_now = false;
};

struct OrderStory {
  std::string status;  // a mark's name, or "late"
  std::vector<OrderStep> steps;
  std::optional<Instant> expected_at;
  std::string carrier, tracking_number, tracking_url;  // "" = not told
};

// What the shop told of one mark.
struct ToldMark {
  OrderMarkRow row;
  std::string carrier, tracking_number, tracking_url;
  std::optional<Instant> expected_at;
  std::optional<LocalDay> expected_on;  // where a day was told, as carriers do
};

// Pure. `marks` in the order of their numbers.
OrderStory order_story(const OrderRow& order, const std::vector<ToldMark>& marks, const TimeZone& zone,
                       Instant now);

// Of this order's own customer only: nobody else's event says where a parcel is.
std::vector<ToldMark> told_marks(Database& database, const OrderRow& order);
// The order as messages see it, with the pictures that the shop told of.
liquid::Value told_order(Database& database, const OrderRow& order);

}  // namespace lifecycled
