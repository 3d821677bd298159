// Whose event is it? Finds the customer an event speaks of, or makes one. Inside the reactor's transaction,
// on the writer thread.
#pragma once

#include <optional>

#include "store/customers.hpp"
#include "store/events.hpp"

namespace lifecycled {

// Nothing for an event that names nobody; a step of an order is its buyer's, if the order is known. An
// anonymous visitor who signs in keeps their history: the user id joins the customer that the anonymous id
// belonged to, unless that one has a user id already. Two known customers never merge here.
std::optional<CustomerId> identify_customer(Database& database, const StoredEvent& event);

}  // namespace lifecycled
