// ramp = { shares = ["1%", "10%", "100%"], every = "1d", stop_at = { failures = "5%" } } of a campaign.
// Called by campaign_reader alone; one thread.
#pragma once

#include <optional>

#include "base/problem.hpp"
#include "config/campaign_definition.hpp"
#include "config/table_reader.hpp"

namespace lifecycled {

std::optional<CampaignRamp> read_ramp(const TableReader& campaign, Problems& problems);

}  // namespace lifecycled
