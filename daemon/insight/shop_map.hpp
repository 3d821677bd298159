// The lifecycle from above: the five parts that campaigns serve, with what is live in each and what is
// missing; and the stages of buying, with how many stand in each and who moved. On a connection that only
// reads.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "store/campaign_counts.hpp"
#include "store/customers.hpp"

namespace lifecycled {

struct MapCampaign {
  std::string name, title, starts_by;
  std::vector<std::string> channels;
  std::int64_t inside = 0;
  bool live = false;
  std::string halt;
};

struct MapPart {
  Serves part = Serves::Awareness;
  std::vector<MapCampaign> campaigns;  // live ones first
  std::vector<std::string> channels;   // of those that are live
  bool is_missing() const { return campaigns.empty() || !campaigns.front().live; }
};

struct ShopMap {
  std::string shop;
  std::array<MapPart, 5> parts;
  std::array<std::int64_t, all_stages.size()> stages{};
  std::vector<StageMove> moves;  // of the last 30 days
};

ShopMap map_shop(Database& database, const Configuration& configuration, Instant now);

std::string shop_svg(const ShopMap& map, std::string_view as_of);
std::string shop_text(const ShopMap& map);

}  // namespace lifecycled
