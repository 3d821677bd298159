// events.toml into the EventCatalogue. Called by load alone; one thread.
#pragma once

#include "base/problem.hpp"
#include "config/event_catalogue.hpp"
#include "config/toml_tree.hpp"

namespace lifecycled {

EventCatalogue read_events(const TomlTable& root, Problems& problems);

}  // namespace lifecycled
