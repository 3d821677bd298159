#include "journey/journey_run.hpp"

namespace lifecycled {
namespace {

std::optional<StoredEvent> find_event(Database& database, std::optional<EventId> id) {
  return id ? Events(database).find(*id) : std::nullopt;
}

}  // namespace

JourneyRun journey_run(Database& database, CampaignProgram& program, JourneyRow journey, Instant now) {
  auto customer = Customers(database).find(journey.customer);
  auto trigger = find_event(database, journey.trigger_event);
  auto heard = find_event(database, journey.heard_event);
  return {database,           program,         std::move(journey), now, std::move(customer),
          std::move(trigger), std::move(heard)};
}

}  // namespace lifecycled
