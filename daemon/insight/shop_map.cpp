#include "insight/shop_map.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "config/step_words.hpp"
#include "store/campaign_halts.hpp"

namespace lifecycled {
namespace {

constexpr Milliseconds a_month{30 * 86'400'000LL};

void add_once(std::vector<std::string>& list, const std::string& word) {
  if (std::ranges::find(list, word) == list.end()) list.push_back(word);
}

std::vector<std::string> channels_of(const CampaignDefinition& campaign, const Settings& settings) {
  std::vector<std::string> out;
  for (const CampaignStep& step : campaign.steps) {
    if (const auto* call = std::get_if<CallAction>(&step.action)) add_once(out, call->channel.name);
    const SendAction* send = sending(step.action);
    if (!send) continue;
    for (const PlacedName& channel : send->channels) add_once(out, channel.name);
    if (send->channels.empty() && !send->all_channels && !settings.delivery.channels.empty())
      add_once(out, settings.delivery.channels.front());
    if (send->all_channels) {
      for (const ChannelSettings& channel : settings.channels) add_once(out, channel.name);
    }
  }
  return out;
}

MapCampaign look_at(Database& database, const CampaignDefinition& campaign, const Settings& settings) {
  MapCampaign out{campaign.name,
                  campaign.title.empty() ? campaign.name : campaign.title,
                  trigger_words(campaign.trigger),
                  channels_of(campaign, settings),
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
    part.campaigns.push_back(look_at(database, campaign, configuration.settings));
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
  return map;
}

std::string shop_text(const ShopMap& map) {
  std::string out = map.shop + "\n";
  for (const MapPart& part : map.parts) {
    out += fmt::format("\n{}{}\n", to_text(part.part),
                       part.is_missing()       ? ": MISSING, no campaign is live"
                       : part.channels.empty() ? ""
                                               : " by " + join(part.channels, ", "));
    for (const MapCampaign& campaign : part.campaigns) {
      out += fmt::format("  {:<28} {:>8} inside  {}{}\n", campaign.name, campaign.inside, campaign.starts_by,
                         !campaign.halt.empty() ? ", " + campaign.halt
                         : campaign.live        ? ""
                                                : ", not live");
    }
  }
  out += "\nstages of buying\n";
  for (const Stage stage : all_stages)
    out += fmt::format("  {:<28} {:>8}\n", to_text(stage), map.stages.at(static_cast<std::size_t>(stage)));
  out += "moved in the last 30 days\n";
  for (const StageMove& move : map.moves)
    out += fmt::format("  {:<28} {:>8}\n", move.from + " -> " + move.to, move.customers);
  if (map.moves.empty()) out += "  nobody\n";
  return out;
}

}  // namespace lifecycled
