#include <fmt/format.h>

#include "base/text.hpp"
#include "config/step_words.hpp"
#include "insight/shop_map.hpp"

namespace lifecycled {

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
  if (map.weakest) {
    out += fmt::format("weakest step: {} -> {}, {} of {} ({:.1f} %)\n", to_text(map.weakest->from),
                       to_text(map.weakest->to), map.weakest->moved, map.weakest->stood,
                       map.weakest->share() * 100);
  }
  return out;
}

}  // namespace lifecycled
