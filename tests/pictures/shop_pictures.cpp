// shop_pictures LIFECYCLED.toml STORY UNTIL FOLDER [CAMPAIGN ...]
//
// Lets the story of a shop (library/life.hpp) happen up to UNTIL and draws what `lifecycled map`, `map
// CAMPAIGN` and `gaps` draw of it then: FOLDER/lifecycle.svg, FOLDER/CAMPAIGN.svg, FOLDER/gaps.svg. Prints
// the counts of each campaign, a line of JSON each.
#include <filesystem>
#include <iostream>
#include <stdexcept>

#include <boost/json/serialize.hpp>

#include "base/file.hpp"
#include "cli/data_command.hpp"
#include "cli/gap_picture.hpp"
#include "cli/insight_call.hpp"
#include "cli/insight_report.hpp"
#include "insight/campaign_picture.hpp"
#include "life.hpp"

namespace lifecycled::library {
namespace {

void draw_campaign(Life& life, const std::string& name, const std::filesystem::path& folder,
                   const std::string& when) {
  for (const CampaignDefinition& campaign : life.configuration().campaigns) {
    if (campaign.name != name) continue;
    const CampaignFlow flow = flow_of(life.database(), campaign);
    DotLayout layout;
    const std::string as_of = life.configuration().settings.shop.name + " on " + when;
    write_file(folder / (name + ".svg"), campaign_svg(campaign, flow, layout, as_of), 0644);
    std::cout << boost::json::serialize(flow_json(campaign, flow)) << '\n';
    return;
  }
  throw std::runtime_error("there is no campaign " + name);
}

void run(const std::vector<std::string>& words) {
  if (words.size() < 4)
    throw std::runtime_error("usage: shop_pictures LIFECYCLED.toml STORY UNTIL FOLDER [CAMPAIGN ...]");
  LoadedConfiguration loaded = load_configuration(words[0]);
  if (loaded.problems.has_errors()) throw std::runtime_error(to_string(loaded.problems.sorted().front()));
  const Instant until = parse_instant(words[2]).value();
  const std::filesystem::path folder = words[3];
  Life life(std::move(loaded.configuration), read_story(words[1]),
            [](Instant, const std::string&, const std::string&, const std::string&) {});
  life.run(until);

  const std::string when = picture_moment(life.configuration(), until);
  const ShopMap map = map_shop(life.database(), life.configuration(), until);
  write_file(folder / "lifecycle.svg", shop_svg(map, "on " + when), 0644);
  CommandContext context{life.database(), life.reactor(), life.configuration(), until};
  write_file(folder / "gaps.svg", gaps_svg(run_gaps(context, {})), 0644);
  for (std::size_t i = 4; i < words.size(); ++i) draw_campaign(life, words[i], folder, when);
}

}  // namespace
}  // namespace lifecycled::library

int main(int count, char** words) {
  try {
    lifecycled::library::run({words + 1, words + count});
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "shop_pictures: " << error.what() << '\n';
    return 1;
  }
}
