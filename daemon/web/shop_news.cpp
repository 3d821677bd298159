#include "web/shop_news.hpp"

#include <algorithm>

#include "store/customers.hpp"
#include "store/event_ids.hpp"
#include "store/order_marks.hpp"
#include "store/orders.hpp"

namespace lifecycled {
namespace {

// Ids of events are remembered for 30 days; before that is over, what the orders themselves know takes over.
constexpr Milliseconds ids_are_known_for{25 * day_length.count()};

// Told again after its id was forgotten: a change of last year's order tells all of its steps.
bool is_old_news(Database& database, const ShopWord& word, Instant now) {
  if (word.order.empty() || now - word.event.occurred_at < ids_are_known_for) return false;
  if (!word.refund.empty()) return Orders(database).knows_refund(word.order, word.refund);
  const auto mark = order_mark(word.event.name);
  if (!mark) return false;
  const auto known = OrderMarks(database).of_order(word.order);
  return std::ranges::any_of(
      known, [&](const OrderMarkRow& row) { return row.mark == *mark && row.at >= word.event.occurred_at; });
}

bool is_of_nobody(Database& database, const ShopWord& word) {
  if (!word.only_of_known) return false;
  if (!word.order.empty()) {
    // What has come and is not read yet is known, too.
    return !Orders(database).find(word.order) && !EventIds(database).knows(word.order_word);
  }
  Customers customers(database);
  const NewEvent& event = word.event;
  return !(event.user_id && customers.find_by(IdentifierKind::UserId, *event.user_id)) &&
         !(event.anonymous_id && customers.find_by(IdentifierKind::AnonymousId, *event.anonymous_id));
}

}  // namespace

std::vector<NewEvent> shop_news(Database& database, ShopReading& reading, Instant now) {
  std::vector<NewEvent> out;
  // Its buyer wants to be forgotten, whatever the shop goes on to do with the order.
  const auto is_erased = [&](const ShopWord& word) {
    return !word.order.empty() && Orders(database).is_erased(word.order);
  };
  if (std::ranges::any_of(reading.words, is_erased)) return out;
  for (ShopWord& word : reading.words) {
    if (is_old_news(database, word, now)) continue;
    if (is_of_nobody(database, word)) {
      if (!word.event.user_id && !word.order.empty())
        reading.set_aside = "this is about an order of which nothing is known yet";
      continue;
    }
    // A guest's order that the shop gives to an account later stays with whom we know as its buyer.
    if (!word.order.empty() && Orders(database).find(word.order)) {
      word.event.user_id.reset();
      word.event.anonymous_id.reset();
    }
    out.push_back(std::move(word.event));
  }
  return out;
}

}  // namespace lifecycled
