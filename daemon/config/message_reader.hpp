// The messages folder into MessageFiles: one definition a message, its languages, the texts beside it,
// layouts and partials. Called by load alone; one thread.
#pragma once

#include <string>

#include "base/problem.hpp"
#include "config/message_definition.hpp"

namespace lifecycled {

// `shown` is what mistakes call the folder.
MessageFiles read_messages(const std::string& folder, const std::string& shown, Problems& problems);

}  // namespace lifecycled
