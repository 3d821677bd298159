#include "intake/mapping_check.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "journey/event_names.hpp"

namespace lifecycled {
namespace {

// What "Customer Identified" knows by name (docs/http.md, Traits).
const std::vector<std::string> traits{
    "email",     "phone",    "first_name", "firstName", "last_name",
    "lastName",  "name",     "language",   "locale",    "country",
    "time_zone", "timeZone", "timezone",   "source",    "preferred_channel"};
// Of these more is understood than events.toml describes.
const std::vector<std::string> beyond_description{"order_id", "products", "total",
                                                  "currency", "sku",      "source"};

void check_event(const MappedName& name, const EventCatalogue& events, Problems& problems) {
  if (name.event == event_names::customer_identified) return;
  if (event_names::is_our_own(name.event)) {
    problems.error(name.place, fmt::format("\"{}\" is written by lifecycled itself", name.event),
                   "name what happened in the shop");
    return;
  }
  if (events.find(name.event)) return;
  std::string near = did_you_mean(name.event, events.names());
  problems.error(name.place, fmt::format("unknown event \"{}\"", name.event),
                 near.empty() ? "describe it in events.toml" : near);
}

void check_property(const MappedName& name, const EventCatalogue& events, Problems& problems) {
  std::vector<std::string> known = traits;
  if (name.event != event_names::customer_identified) {
    const EventDescription* event = events.find(name.event);
    if (!event) return;
    known = beyond_description;
    for (const auto& [property, type] : event->properties) known.push_back(property);
  }
  if (std::ranges::find(known, name.property) != known.end()) return;
  if (const std::string near = did_you_mean(name.property, known); !near.empty())
    problems.warning(name.place, fmt::format("\"{}\" has no property \"{}\"", name.event, name.property),
                     near);
}

}  // namespace

void check_mappings(const std::vector<ShopIntake>& shops, const EventCatalogue& events, Problems& problems) {
  // A file that cannot be read has been told of.
  if (events.names().empty()) return;
  for (const ShopIntake& shop : shops) {
    for (const MappedName& name : shop.mapped_names)
      name.property.empty() ? check_event(name, events, problems) : check_property(name, events, problems);
  }
}

}  // namespace lifecycled
