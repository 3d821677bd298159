// Whether the events and properties exist that [intake.NAME] tables of type "generic" name. Pure; any thread.
#pragma once

#include <vector>

#include "base/problem.hpp"
#include "config/event_catalogue.hpp"
#include "config/shop_intake.hpp"

namespace lifecycled {

// A property that is not described may be the shop's own: only one that looks like a slip is told.
void check_mappings(const std::vector<ShopIntake>& shops, const EventCatalogue& events, Problems& problems);

}  // namespace lifecycled
