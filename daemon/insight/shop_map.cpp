#include "insight/shop_map.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "config/step_words.hpp"
#include "insight/campaign_channels.hpp"
#include "store/campaign_halts.hpp"

namespace lifecycled {
namespace {

constexpr Milliseconds a_month{30 * 86'400'000LL};

void add_once(std::vector<std::string>& list, const std::string& word) {
  if (std::ranges::find(list, word) == list.end()) list.push_back(word);
}

MapCampaign look_at(Database& database, const CampaignDefinition& campaign,
                    const Configuration& configuration) {
  MapCampaign out{campaign.name,
                  campaign.title.empty() ? campaign.name : campaign.title,
                  trigger_words(campaign.trigger),
                  channels_of(campaign, configuration),
                  0,
                  campaign.live,
                  ""};
  if (const auto row = Campaigns(database).find(campaign.name)) {
    CampaignHalts halts(database);
    out.inside = halts.count_inside(row->id);
    out.halt = to_text(halts.of(row->id));
    out.live = out.live && !halts.of(row->id).lets_nobody_in();
  }
  return out;
}

}  // namespace

ShopMap map_shop(Database& database, const Configuration& configuration, Instant now) {
  ShopMap map;
  map.shop = configuration.settings.shop.name;
  for (std::size_t i = 0; i < map.parts.size(); ++i) map.parts.at(i).part = static_cast<Serves>(i);
  for (const CampaignDefinition& campaign : configuration.campaigns) {
    MapPart& part = map.parts.at(static_cast<std::size_t>(campaign.serves));
    part.campaigns.push_back(look_at(database, campaign, configuration));
    if (!part.campaigns.back().live) continue;
    for (const std::string& channel : part.campaigns.back().channels) add_once(part.channels, channel);
  }
  for (MapPart& part : map.parts) {
    std::ranges::sort(part.campaigns, [](const MapCampaign& a, const MapCampaign& b) {
      return std::tuple(!a.live, -a.inside, a.name) < std::tuple(!b.live, -b.inside, b.name);
    });
  }
  map.stages = Customers(database).count_by_stage();
  map.moves = CampaignCounts(database).stage_moves(now - a_month);
  map.weakest = weakest_step(map);
  return map;
}

// Only the steps that a shop works for: the first order, the second, and back from lapsing. Of the lapsed
// hardly anybody comes back anywhere, and they are to be left in peace.
std::optional<StageStep> weakest_step(const ShopMap& map) {
  constexpr std::int64_t fewest = 50;  // of fewer people a share says nothing
  constexpr std::array wanted{std::pair{Stage::Prospect, Stage::ActiveOneTime},
                              std::pair{Stage::ActiveOneTime, Stage::ActiveRepeat},
                              std::pair{Stage::Lapsing, Stage::ActiveRepeat}};
  std::optional<StageStep> out;
  for (const auto& [from, to] : wanted) {
    StageStep step{from, to, map.stages.at(static_cast<std::size_t>(from)), 0};
    for (const StageMove& move : map.moves) {
      if (move.from != to_text(from)) continue;
      step.stood += move.customers;
      if (move.to == to_text(to)) step.moved += move.customers;
    }
    if (step.stood >= fewest && (!out || step.share() < out->share())) out = step;
  }
  return out;
}

}  // namespace lifecycled
