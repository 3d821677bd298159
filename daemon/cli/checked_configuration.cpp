#include "cli/checked_configuration.hpp"

#include <fmt/format.h>

#include "audience/profile_functions.hpp"
#include "base/text.hpp"
#include "base/time_zones.hpp"
#include "cli/plugin_catalogue.hpp"
#include "journey/campaign_program.hpp"
#include "message/message_check.hpp"

namespace lifecycled {
namespace {

void check_campaigns(const Configuration& configuration, Problems& problems) {
  // A database of its own with the same schema: conditions are understood by the very engine that will ask
  // them.
  Database scratch(":memory:", Database::Mode::ReadWrite);
  const ProfileFunctions functions(scratch, configuration.settings.shop.currency);
  for (const CampaignDefinition& campaign : configuration.campaigns) {
    compile_campaign(scratch, campaign, configuration.events, problems);
  }
}

OptionValues plain_options(const ChannelSettings& channel) {
  OptionValues out;
  for (const auto& [key, option] : channel.options) {
    std::visit([&, name = key](const auto& value) { out[name] = value; }, option.value);
  }
  return out;
}

Place place_of(const ChannelSettings& channel, const OptionError& error) {
  const auto found = channel.options.find(error.key);
  if (found == channel.options.end()) return channel.place;
  return error.at_key ? found->second.key_place : found->second.value_place;
}

std::vector<ReadyChannel> check_channels(const Settings& settings, const ProgramPlaces& places,
                                         Problems& problems) {
  std::vector<ReadyChannel> out;
  if (settings.channels.empty()) return out;
  const std::filesystem::path folder =
      settings.plugin_folder.empty() ? places.plugins : std::filesystem::path(settings.plugin_folder);
  const PluginCatalogue catalogue(places.plugin_host, folder);
  for (const PluginFault& fault : catalogue.faults())
    problems.warning({fault.file.string(), 0, 0}, fault.text);
  for (const ChannelSettings& channel : settings.channels) {
    const auto found = catalogue.find(channel.type);
    if (!found.type) {
      const std::string nearest = did_you_mean(channel.type, catalogue.types());
      problems.error(channel.place, fmt::format("no plugin offers the channel type \"{}\"", channel.type),
                     nearest.empty() ? fmt::format("those of {} offer: {}", folder.string(),
                                                   join(catalogue.types(), ", "))
                                     : nearest);
      continue;
    }
    OptionValues given = plain_options(channel);
    const auto declares = [&](std::string_view key) {
      return std::ranges::any_of(found.type->options,
                                 [&](const OptionInfo& option) { return option.key == key; });
    };
    if (!channel.sender.empty() && declares("sender")) given["sender"] = channel.sender;
    auto checked = check_options(found.type->options, given);
    for (const OptionError& error : checked.errors) {
      problems.error(place_of(channel, error), fmt::format("[channel.{}] {}", channel.name, error.text));
    }
    ReadyChannel ready{channel, found.plugin->file, std::move(checked.values), {}};
    for (const OptionInfo& option : found.type->options) {
      if (option.type == OptionType::Secret) ready.secret_keys.push_back(option.key);
      // A folder among the options means what it would mean anywhere else in the file.
      if (option.key != "folder") continue;
      if (auto* text = std::get_if<std::string>(&ready.options[option.key])) *text = settings.absolute(*text);
    }
    out.push_back(std::move(ready));
  }
  return out;
}

}  // namespace

CheckedConfiguration check_configuration(const std::filesystem::path& lifecycled_toml,
                                         const ProgramPlaces& places) {
  auto loaded = load_configuration(lifecycled_toml);
  CheckedConfiguration out{std::move(loaded.configuration), {}, std::move(loaded.problems)};
  // Messages are tried out in the shop's time zone. One that does not exist has been said by now, and must
  // not end the check before it has told the other mistakes.
  auto& zone = out.configuration.settings.shop.time_zone;
  if (!TimeZone::exists(zone)) zone = "UTC";
  check_campaigns(out.configuration, out.problems);
  const MessageLibrary library(out.configuration.messages, out.problems);
  check_messages(out.configuration, library, out.problems);
  out.channels = check_channels(out.configuration.settings, places, out.problems);
  if (out.configuration.settings.channels.empty()) {
    out.problems.warning({out.configuration.settings.file, 0, 0},
                         "there is no [channel.NAME], so nothing can be sent");
  }
  return out;
}

}  // namespace lifecycled
