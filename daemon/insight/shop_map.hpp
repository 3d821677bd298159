// The lifecycle from above: the five parts that campaigns serve, with what is live in each and what is
// missing; and the stages of buying, with how many stand in each and who moved. On a connection that only
// reads.
#pragma once

#include <array>
#include <optional>
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

// A step from one stage of buying to the next that a shop works for, in the last 30 days.
struct StageStep {
  Stage from = Stage::Prospect, to = Stage::Prospect;
  std::int64_t stood = 0;  // there at the end, or left it meanwhile
  std::int64_t moved = 0;  // of those, this way
  double share() const { return static_cast<double>(moved) / static_cast<double>(stood); }
};

struct ShopMap {
  std::string shop;
  std::array<MapPart, 5> parts;
  std::array<std::int64_t, all_stages.size()> stages{};
  std::vector<StageMove> moves;  // of the last 30 days
  std::optional<StageStep> weakest;
};

ShopMap map_shop(Database& database, const Configuration& configuration, Instant now);

// The wanted step that the smallest share takes; nothing where too few people stand anywhere to say.
std::optional<StageStep> weakest_step(const ShopMap& map);

std::string shop_svg(const ShopMap& map, std::string_view as_of);
std::string shop_text(const ShopMap& map);

}  // namespace lifecycled
