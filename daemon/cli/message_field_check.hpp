// The fields of messages against what the channel's plugin declares: names, types, choices, ranges, what is
// missing. Defaults are filled in and values brought into the form that a plugin reads, so that what is
// rendered later is what was checked. Pure.
#pragma once

#include <vector>

#include "base/problem.hpp"
#include "cli/channel_check.hpp"
#include "config/message_definition.hpp"

namespace lifecycled {

// Tables of channels that are not among these stay as they are.
void check_message_fields(MessageFiles& files, const std::vector<ReadyChannel>& channels, Problems& problems);

}  // namespace lifecycled
