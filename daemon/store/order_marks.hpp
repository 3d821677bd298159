// How far an order is, by what the shop told: the latest event of each kind. For the page that shows it; the
// order itself is in orders.hpp. Runs on the thread that owns the connection.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "store/customers.hpp"

namespace lifecycled {

// The numbers reach the disk.
enum class OrderMark : std::int64_t {
  Ordered = 1,
  Paid = 2,
  Shipped = 3,
  OutForDelivery = 4,
  Delivered = 5,
  Cancelled = 6,
  Refunded = 7,
  Returned = 8
};
// "Order Shipped" and its like.
std::optional<OrderMark> order_mark(std::string_view event_name);
std::string_view to_text(OrderMark mark);  // "out_for_delivery"

struct OrderMarkRow {
  OrderMark mark = OrderMark::Ordered;
  CustomerId customer = 0;
  Instant at;
  EventId event = 0;
};

class OrderMarks {
 public:
  explicit OrderMarks(Database& database) : database_(database) {}

  // Of two events of a kind the later one counts.
  void note(std::string_view order_key, const OrderMarkRow& row);
  std::vector<OrderMarkRow> of_order(std::string_view order_key);

 private:
  Database& database_;
};

}  // namespace lifecycled
