#include "store/order_marks.hpp"

namespace lifecycled {

std::optional<OrderMark> order_mark(std::string_view event_name) {
  if (event_name == "Order Completed") return OrderMark::Ordered;
  if (event_name == "Order Paid") return OrderMark::Paid;
  if (event_name == "Order Shipped") return OrderMark::Shipped;
  if (event_name == "Order Out For Delivery") return OrderMark::OutForDelivery;
  if (event_name == "Order Delivered") return OrderMark::Delivered;
  if (event_name == "Order Cancelled") return OrderMark::Cancelled;
  if (event_name == "Order Refunded") return OrderMark::Refunded;
  if (event_name == "Order Returned") return OrderMark::Returned;
  return std::nullopt;
}

std::string_view to_text(OrderMark mark) {
  switch (mark) {
    case OrderMark::Ordered:
      return "ordered";
    case OrderMark::Paid:
      return "paid";
    case OrderMark::Shipped:
      return "shipped";
    case OrderMark::OutForDelivery:
      return "out_for_delivery";
    case OrderMark::Delivered:
      return "delivered";
    case OrderMark::Cancelled:
      return "cancelled";
    case OrderMark::Refunded:
      return "refunded";
    case OrderMark::Returned:
      return "returned";
  }
  return "?";
}

void OrderMarks::note(std::string_view order_key, const OrderMarkRow& row) {
  Query(database_,
        "INSERT INTO order_marks (order_key, mark, customer_id, at, event_id) VALUES (?1, ?2, ?3, ?4, ?5) "
        "ON CONFLICT (order_key, mark) DO UPDATE SET customer_id = excluded.customer_id, at = excluded.at, "
        "event_id = excluded.event_id WHERE excluded.at >= at")
      .bind(order_key, static_cast<std::int64_t>(row.mark), row.customer, to_ms(row.at), row.event)
      .run();
}

std::vector<OrderMarkRow> OrderMarks::of_order(std::string_view order_key) {
  Query query(database_,
              "SELECT mark, customer_id, at, event_id FROM order_marks WHERE order_key = ?1 ORDER BY mark");
  query.bind(order_key);
  std::vector<OrderMarkRow> out;
  while (query.step()) {
    out.push_back({static_cast<OrderMark>(query.integer(0)), query.integer(1), from_ms(query.integer(2)),
                   query.integer(3)});
  }
  return out;
}

}  // namespace lifecycled
