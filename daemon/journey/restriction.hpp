// Restricts what may be done with a customer's data (GDPR, article 18), and lifts it. While it lasts, events
// and facts are kept, journeys stay where they are, nobody starts one, nothing is sent. Called inside a
// transaction, on the writer thread.
#pragma once

#include "store/processing.hpp"

namespace lifecycled {

// False when it was restricted before, or when the customer is being erased.
bool restrict_processing(Database& database, CustomerId customer, const Restriction& restriction);
// Journeys whose moment came meanwhile are due at once. False when it was not restricted.
bool lift_restriction(Database& database, CustomerId customer);

}  // namespace lifecycled
