// events.toml: the events a shop may name in campaigns, with the types of their properties. Segment's
// e-commerce events and ours are shipped; a shop adds its own. Constant after loading; any thread may read
// it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/problem.hpp"

namespace lifecycled {

enum class PropertyType { Text, Number, Money, Boolean, Time, List };

struct EventDescription {
  std::string name;  // "Order Completed"
  std::string help;
  std::map<std::string, PropertyType> properties;
};

class EventCatalogue {
 public:
  void add(EventDescription event);
  const EventDescription* find(std::string_view name) const;
  std::vector<std::string> names() const;

 private:
  std::map<std::string, EventDescription, std::less<>> events_;
};

}  // namespace lifecycled
