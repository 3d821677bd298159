#include "audience/identity.hpp"

#include <algorithm>

namespace lifecycled {

std::optional<CustomerId> identify_customer(Database& database, const StoredEvent& event) {
  Customers customers(database);
  if (event.customer) return event.customer;
  if (!event.user_id && !event.anonymous_id) return std::nullopt;

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
