// What `map` and `plan` say, as JSON, and plan as text for people. Pure.
#pragma once

#include <boost/json/object.hpp>

#include "insight/campaign_flow.hpp"
#include "insight/change_plan.hpp"
#include "insight/segment_plan.hpp"
#include "insight/shop_map.hpp"

namespace lifecycled {

boost::json::object map_json(const ShopMap& map);
boost::json::object flow_json(const CampaignDefinition& campaign, const CampaignFlow& flow);
boost::json::object plan_json(const std::vector<PlannedCampaign>& plan,
                              const std::vector<PlannedSegment>& segments);
std::string plan_report(const std::vector<PlannedCampaign>& plan,
                        const std::vector<PlannedSegment>& segments);

}  // namespace lifecycled
