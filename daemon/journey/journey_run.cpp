#include "journey/journey_run.hpp"

#include "store/events.hpp"

namespace lifecycled {

const StoredEvent* EventAtHand::get() const {
  if (id_) event_ = Events(*database_).find(*id_);
  id_.reset();
  return event_ ? &*event_ : nullptr;
}

JourneyRun journey_run(Database& database, CampaignProgram& program, JourneyRow journey, Instant now) {
  auto customer = Customers(database).find(journey.customer);
  EventAtHand trigger(database, journey.trigger_event), heard(database, journey.heard_event);
  return {database,           program,         std::move(journey), now, std::move(customer),
          std::move(trigger), std::move(heard)};
}

}  // namespace lifecycled
