#include "audience/identity.hpp"

#include <algorithm>

#include "base/json_fields.hpp"
#include "store/orders.hpp"

namespace lifecycled {
namespace {

std::optional<CustomerId> buyer_of(Database& database, const StoredEvent& event) {
  if (!event.name.starts_with("Order ")) return std::nullopt;
  std::string mistake;
  const auto body = parse_json(event.body, mistake);
  const auto key = body ? text_at(*body, "order_id") : std::nullopt;
  const auto order = key ? Orders(database).find(*key) : std::nullopt;
  return order ? std::optional(order->customer) : std::nullopt;
}

}  // namespace

std::optional<CustomerId> identify_customer(Database& database, const StoredEvent& event) {
  Customers customers(database);
  if (event.customer) return event.customer;
  if (!event.user_id && !event.anonymous_id) return buyer_of(database, event);

  std::optional<CustomerId> by_user, by_visitor;
  if (event.user_id) by_user = customers.find_by(IdentifierKind::UserId, *event.user_id);
  if (event.anonymous_id) by_visitor = customers.find_by(IdentifierKind::AnonymousId, *event.anonymous_id);

  CustomerId customer = 0;
  if (by_user) {
    customer = *by_user;
  } else if (by_visitor && (!event.user_id || !customers.identifier(*by_visitor, IdentifierKind::UserId))) {
    customer = *by_visitor;
  } else {
    customer = customers.create(std::min(event.occurred_at, event.received_at));
  }
  if (event.user_id && !by_user) customers.identify(customer, IdentifierKind::UserId, *event.user_id);
  if (event.anonymous_id && !by_visitor)
    customers.identify(customer, IdentifierKind::AnonymousId, *event.anonymous_id);
  customers.note_known_since(customer, event.occurred_at);
  return customer;
}

}  // namespace lifecycled
