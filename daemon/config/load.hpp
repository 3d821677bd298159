// Reads lifecycled.toml and everything it names into plain values, and collects every mistake of every file
// in one run. Knows TOML, types and spelling of keys; names that other rooms own are theirs to check. Called
// by cli/ alone.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/problem.hpp"
#include "config/campaign_definition.hpp"
#include "config/event_catalogue.hpp"
#include "config/key_rates.hpp"
#include "config/message_definition.hpp"
#include "config/page_files.hpp"
#include "config/segment_definition.hpp"
#include "config/settings.hpp"
#include "config/shop_intake.hpp"

namespace lifecycled {

struct Configuration {
  Settings settings;
  std::vector<ShopIntake> shops;  // in the order of the file
  KeyRates key_rates;
  std::vector<CampaignDefinition> campaigns;  // by name
  MessageFiles messages;
  PageFiles pages;
  EventCatalogue events;
  std::vector<SegmentDefinition> segments;  // the stages, which every shop has, then by name
};

// Whatever could be read, and what was wrong. With an error among `problems` the configuration is not to be
// used.
struct LoadedConfiguration {
  Configuration configuration;
  Problems problems;
};

LoadedConfiguration load_configuration(const std::filesystem::path& lifecycled_toml);

// One campaign from its stored text: a journey that began with an earlier version goes on by it.
CampaignDefinition parse_campaign(std::string name, std::string source, std::string file, Problems& problems);

}  // namespace lifecycled
