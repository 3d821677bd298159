#include "config/event_catalogue.hpp"

#include <utility>

namespace lifecycled {

void EventCatalogue::add(EventDescription event) {
  std::string name = event.name;
  events_.insert_or_assign(std::move(name), std::move(event));
}

const EventDescription* EventCatalogue::find(std::string_view name) const {
  const auto found = events_.find(name);
  return found == events_.end() ? nullptr : &found->second;
}

std::vector<std::string> EventCatalogue::names() const {
  std::vector<std::string> out;
  out.reserve(events_.size());
  for (const auto& [name, event] : events_) out.push_back(name);
  return out;
}

}  // namespace lifecycled
