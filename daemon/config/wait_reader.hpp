// What a step waits for: a span, an hour, a date that a fact holds, an event, a stage. Called by step_reader
// alone; one thread.
#pragma once

#include "config/campaign_definition.hpp"
#include "config/table_reader.hpp"

namespace lifecycled {

void read_waits(const TableReader& table, CampaignStep& out, Problems& problems);

}  // namespace lifecycled
