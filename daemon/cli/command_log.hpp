// What the daemon's log says of commands that changed something. Called by the service once the change is on
// disk; io thread.
#pragma once

#include <string_view>

#include <boost/json/object.hpp>

#include "base/log.hpp"

namespace lifecycled {

// `result` is what the data command answered. Nothing is said of commands that only look, nor of changes that
// changed nothing.
void log_command(const Log& log, std::string_view command, const boost::json::object& result);

}  // namespace lifecycled
