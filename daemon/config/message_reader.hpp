// The messages folder into MessageFiles: one definition a message, its languages, the texts beside it,
// layouts and partials. Called by load alone; one thread.
#pragma once

#include <string>
#include <vector>

#include "base/problem.hpp"
#include "config/message_definition.hpp"

namespace lifecycled {

// `shown` is what mistakes call the folder. A table for a channel that is neither among `channels` nor one of
// the usual names is worth a warning.
MessageFiles read_messages(const std::string& folder, const std::string& shown,
                           const std::vector<std::string>& channels, Problems& problems);

}  // namespace lifecycled
