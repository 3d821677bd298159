#include "store/orders.hpp"

#include <algorithm>

#include "store/erasures.hpp"

namespace lifecycled {

namespace {
// A refund of the whole order while its total is not known yet. Two of them still fit into 64 bits.
constexpr std::int64_t more_than_any_order = 4'000'000'000'000'000'000;
}  // namespace

// A report's full pass, by way of the index so that each customer's orders come together.
const char* const Orders::each_until_sql =
    "SELECT customer_id, day, ordered_at FROM orders WHERE counts = 1 AND ordered_at <= ?1 "
    "ORDER BY customer_id, counts, day, ordered_at";

// The key under which the shop's order stands: its own, or what stands for it since its customer was erased.
std::string Orders::stored_key(std::string_view key) {
  const std::string erased = erased_order_key(database_, key);
  Query query(database_, "SELECT 1 FROM orders WHERE order_key = ?1");
  query.bind(erased);
  return query.step() ? erased : std::string(key);
}

bool Orders::add(const OrderRow& order, std::optional<EventId> event) {
  if (stored_key(order.key) != order.key) return false;
  OrderStatus status = order.status;
  std::int64_t refunded = status == OrderStatus::Refunded ? order.total_minor : order.refunded_minor;
  bool gave_back = refunded > 0 || status == OrderStatus::Refunded;
  {
    Query note(database_, "DELETE FROM order_notes WHERE order_key = ?1 RETURNING status, refunded_minor");
    note.bind(order.key);
    if (note.step()) {
      const auto noted = static_cast<OrderStatus>(note.integer(0));
      if (noted == OrderStatus::Cancelled) status = noted;
      gave_back = gave_back || noted != OrderStatus::Cancelled;
      refunded = std::max(refunded, std::min(note.integer(1), order.total_minor));
    }
  }
  if (status != OrderStatus::Cancelled && gave_back) {
    status = refunded >= order.total_minor ? OrderStatus::Refunded : OrderStatus::PartlyRefunded;
  }
  const bool counts = status != OrderStatus::Cancelled && status != OrderStatus::Refunded;
  const int added =
      Query(database_,
            "INSERT OR IGNORE INTO orders (order_key, customer_id, ordered_at, day, total_minor, currency, "
            "refunded_minor, discount_minor, coupon, status, counts, event_id, in_store) "
            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)")
          .bind(order.key, order.customer, to_ms(order.ordered_at), order.day, order.total_minor,
                order.currency, refunded, order.discount_minor, order.coupon,
                static_cast<std::int64_t>(status), counts, event, order.in_store)
          .run();
  if (added == 0) return false;
  add_lines(database_.last_insert_id(), order.lines);
  return true;
}

void Orders::add_lines(std::int64_t order, const std::vector<OrderLine>& lines) {
  Query insert(database_,
               "INSERT INTO order_lines (order_id, line, product_id, name, quantity, price_minor) "
               "VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const OrderLine& line = lines[i];
    insert.bind(order, i, line.product_id, line.name, line.quantity, line.price_minor).run();
    insert.again();
  }
}

bool Orders::update(const OrderRow& order, Instant said_at) {
  std::int64_t id = 0;
  {
    Query update(
        database_,
        "UPDATE orders SET total_minor = ?2, discount_minor = ?3, coupon = ?4, updated_at = ?5, "
        "refunded_minor = CASE WHEN status = 3 THEN ?2 ELSE min(refunded_minor, ?2) END, "
        "status = CASE WHEN status = 4 AND refunded_minor >= ?2 THEN 3 ELSE status END, "
        "counts = CASE WHEN status = 4 AND refunded_minor >= ?2 THEN 0 ELSE counts END "
        "WHERE order_key = ?1 AND currency = ?6 AND (updated_at IS NULL OR updated_at <= ?5) RETURNING id");
    update.bind(order.key, order.total_minor, order.discount_minor, order.coupon, to_ms(said_at),
                order.currency);
    if (!update.step()) return false;
    id = update.integer(0);
  }
  if (order.lines.empty()) return true;
  Query(database_, "DELETE FROM order_lines WHERE order_id = ?1").bind(id).run();
  add_lines(id, order.lines);
  return true;
}

std::optional<CustomerId> Orders::cancel(std::string_view shop_key, std::optional<Instant> said_at) {
  const std::string key = stored_key(shop_key);
  const auto at = said_at ? std::optional(to_ms(*said_at)) : std::nullopt;
  {
    Query known(database_, "SELECT standing_at > ?2 FROM orders WHERE order_key = ?1");
    known.bind(key, at);
    if (known.step() && !known.is_null(0) && known.integer(0) != 0) return std::nullopt;
  }
  Query update(database_,
               "UPDATE orders SET status = 2, counts = 0, standing_at = coalesce(?2, standing_at) "
               "WHERE order_key = ?1 RETURNING customer_id");
  update.bind(key, at);
  // Nobody's figures change with the order of somebody who has been erased.
  if (update.step()) return key == shop_key ? std::optional(update.integer(0)) : std::nullopt;
  Query(database_,
        "INSERT INTO order_notes (order_key, status) VALUES (?1, 2) "
        "ON CONFLICT (order_key) DO UPDATE SET status = 2")
      .bind(key)
      .run();
  return std::nullopt;
}

std::optional<CustomerId> Orders::restore(std::string_view key, Instant said_at) {
  Query update(database_,
               "UPDATE orders SET standing_at = ?2, "
               "status = CASE WHEN refunded_minor = 0 THEN 1 WHEN refunded_minor < total_minor THEN 4 ELSE 3 "
               "END, counts = refunded_minor = 0 OR refunded_minor < total_minor "
               "WHERE order_key = ?1 AND status = 2 AND (standing_at IS NULL OR standing_at <= ?2) "
               "RETURNING customer_id");
  update.bind(key, to_ms(said_at));
  if (!update.step()) return std::nullopt;
  return update.integer(0);
}

bool Orders::note_refund(std::string_view shop_key, std::string_view refund_key) {
  return Query(database_, "INSERT OR IGNORE INTO order_refunds (order_key, refund_key) VALUES (?1, ?2)")
             .bind(stored_key(shop_key), refund_key)
             .run() > 0;
}

bool Orders::knows_refund(std::string_view shop_key, std::string_view refund_key) {
  Query query(database_, "SELECT 1 FROM order_refunds WHERE order_key = ?1 AND refund_key = ?2");
  query.bind(stored_key(shop_key), refund_key);
  return query.step();
}

std::optional<CustomerId> Orders::refund(std::string_view shop_key,
                                         std::optional<std::int64_t> amount_minor) {
  const std::string key = stored_key(shop_key);
  Query update(
      database_,
      "UPDATE orders SET refunded_minor = min(total_minor, refunded_minor + coalesce(?2, total_minor)), "
      "status = CASE WHEN status = 2 THEN 2 "
      "  WHEN refunded_minor + coalesce(?2, total_minor) >= total_minor THEN 3 ELSE 4 END, "
      "counts = CASE WHEN status = 2 OR refunded_minor + coalesce(?2, total_minor) >= total_minor THEN 0 "
      "  ELSE counts END "
      "WHERE order_key = ?1 RETURNING customer_id");
  update.bind(key, amount_minor);
  if (update.step()) return key == shop_key ? std::optional(update.integer(0)) : std::nullopt;
  Query(database_,
        "INSERT INTO order_notes (order_key, status, refunded_minor) VALUES (?1, 4, min(?2, ?3)) "
        "ON CONFLICT (order_key) DO UPDATE SET "
        "refunded_minor = min(refunded_minor + excluded.refunded_minor, ?3)")
      .bind(key, amount_minor.value_or(more_than_any_order), more_than_any_order)
      .run();
  return std::nullopt;
}

std::optional<OrderRow> Orders::one(Query& query) {
  if (!query.step()) return std::nullopt;
  OrderRow order;
  order.id = query.integer(0);
  order.key = query.text(1);
  order.customer = query.integer(2);
  order.ordered_at = from_ms(query.integer(3));
  order.day = query.integer(4);
  order.total_minor = query.integer(5);
  order.currency = query.text(6);
  order.refunded_minor = query.integer(7);
  order.discount_minor = query.integer(8);
  order.coupon = query.text_or_none(9);
  order.status = static_cast<OrderStatus>(query.integer(10));
  order.event = query.integer_or_none(11);
  Query lines(
      database_,
      "SELECT product_id, name, quantity, price_minor FROM order_lines WHERE order_id = ?1 ORDER BY line");
  lines.bind(order.id);
  while (lines.step()) {
    order.lines.push_back(
        {lines.text_or_none(0), lines.text_or_none(1), lines.integer(2), lines.integer_or_none(3)});
  }
  return order;
}

std::optional<OrderRow> Orders::find(std::string_view key) {
  Query query(database_,
              "SELECT id, order_key, customer_id, ordered_at, day, total_minor, currency, refunded_minor, "
              "discount_minor, coupon, status, event_id FROM orders WHERE order_key = ?1");
  query.bind(key);
  return one(query);
}

std::optional<OrderRow> Orders::latest(CustomerId customer) {
  Query query(database_,
              "SELECT id, order_key, customer_id, ordered_at, day, total_minor, currency, refunded_minor, "
              "discount_minor, coupon, status, event_id FROM orders WHERE customer_id = ?1 AND counts = 1 "
              "ORDER BY day DESC, ordered_at DESC LIMIT 1");
  query.bind(customer);
  return one(query);
}

std::vector<CountingOrder> Orders::counting(CustomerId customer) {
  Query query(
      database_,
      "SELECT day, ordered_at, total_minor - refunded_minor, currency, "
      "discount_minor > 0 OR coupon IS NOT NULL, in_store FROM orders WHERE customer_id = ?1 AND counts = 1 "
      "ORDER BY day, ordered_at");
  query.bind(customer);
  std::vector<CountingOrder> out;
  while (query.step()) {
    out.push_back({query.integer(0), from_ms(query.integer(1)), query.integer(2), query.text(3),
                   query.integer(4) != 0, query.integer(5) != 0});
  }
  return out;
}

}  // namespace lifecycled
