// Orders with their lines, idempotent for ever by the shop's own order id. Runs on the thread that owns the
// connection.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/customers.hpp"

namespace lifecycled {

// The numbers reach the disk.
enum class OrderStatus : std::int64_t { Placed = 1, Cancelled = 2, Refunded = 3, PartlyRefunded = 4 };

struct OrderLine {
  std::optional<std::string> product_id, name;
  std::int64_t quantity = 1;
  std::optional<std::int64_t> price_minor;
};

struct OrderRow {
  std::int64_t id = 0;
  std::string key;  // the shop's own id
  CustomerId customer = 0;
  Instant ordered_at;
  std::int64_t day = 0;  // in the shop's time zone
  std::int64_t total_minor = 0;
  std::string currency;
  std::int64_t refunded_minor = 0;
  std::int64_t discount_minor = 0;
  std::optional<std::string> coupon;
  OrderStatus status = OrderStatus::Placed;
  std::vector<OrderLine> lines;
  bool in_store = false;         // not online
  std::optional<EventId> event;  // that told of it; read, and given to add() beside the row
};

// A customer's counting orders, as far as the stage of buying needs them.
struct CountingOrder {
  std::int64_t day = 0;
  Instant at;
  std::int64_t net_minor = 0;
  std::string currency;
  bool discounted = false;
  bool in_store = false;
};

class Orders {
 public:
  explicit Orders(Database& database) : database_(database) {}

  // False when the order is known already.
  bool add(const OrderRow& order, std::optional<EventId> event);
  // What it holds now: total, discount, coupon and lines of `order`, by its key. False for an order that is
  // not known, and where something newer was said already.
  bool update(const OrderRow& order, Instant said_at);
  // Its customer, or nothing for an order not known yet: then the word is kept until the order comes.
  // Nothing, too, where it was restored later than that.
  std::optional<CustomerId> cancel(std::string_view key, std::optional<Instant> said_at = std::nullopt);
  // It stands after all. Nothing where that is no news, or something newer was said.
  std::optional<CustomerId> restore(std::string_view key, Instant said_at);
  // False when this refund of the shop's was counted before.
  bool note_refund(std::string_view key, std::string_view refund_key);
  bool knows_refund(std::string_view key, std::string_view refund_key);
  // `amount` of nothing = the whole order.
  std::optional<CustomerId> refund(std::string_view key, std::optional<std::int64_t> amount_minor);

  std::optional<OrderRow> find(std::string_view key);
  // Its buyer has been forgotten.
  bool is_erased(std::string_view key) { return stored_key(key) != key; }
  std::optional<OrderRow> latest(CustomerId customer);
  // Those that count, oldest first.
  std::vector<CountingOrder> counting(CustomerId customer);

  // All counting orders up to a moment, by customer and time: for reports. Calls `each`(customer, day, at).
  template <class Each>
  void each_until(Instant until, Each each) {
    Query query(database_, each_until_sql);
    query.bind(to_ms(until));
    while (query.step()) each(query.integer(0), query.integer(1), from_ms(query.integer(2)));
  }

 private:
  static const char* const each_until_sql;
  std::optional<OrderRow> one(Query& query);
  std::string stored_key(std::string_view key);
  void add_lines(std::int64_t order, const std::vector<OrderLine>& lines);
  Database& database_;
};

}  // namespace lifecycled
