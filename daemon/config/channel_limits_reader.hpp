// per_day = 5000, warm_up = [50, 100, 500] and stop_at = { complaints = "0.3%", hard_bounces = "never" } of a
// channel. Called by channel_reader alone; one thread.
#pragma once

#include "config/settings.hpp"
#include "config/table_reader.hpp"

namespace lifecycled {

ChannelLimits read_channel_limits(const TableReader& channel, Problems& problems);

}  // namespace lifecycled
