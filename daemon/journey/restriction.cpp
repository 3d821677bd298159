#include "journey/restriction.hpp"

#include "store/journeys.hpp"
#include "store/timers.hpp"

namespace lifecycled {

bool restrict_processing(Database& database, CustomerId customer, const Restriction& restriction) {
  if (!DataProcessing(database).restrict(customer, restriction)) return false;
  // Whoever is rendering a message right now compares this number before handing it over.
  Customers(database).bump_consent_epoch(customer);
  return true;
}

bool lift_restriction(Database& database, CustomerId customer) {
  if (!DataProcessing(database).lift(customer)) return false;
  for (const JourneyRow& journey : Journeys(database).running(customer)) {
    // Those still ahead have their timer, and it is the same one.
    if (journey.due_at) Timers(database).set({*journey.due_at, TimerKind::Journey, journey.id});
  }
  return true;
}

}  // namespace lifecycled
