#include "cli/channel_check.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "base/file.hpp"
#include "base/redaction.hpp"
#include "base/secret.hpp"
#include "base/text.hpp"
#include "channel/option_trial.hpp"
#include "config/key_sets.hpp"

namespace lifecycled {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_path = 4096;

class ChannelChecker {
 public:
  ChannelChecker(const Settings& settings, const ProgramPlaces& places, const PluginCatalogue& catalogue,
                 const ChannelSettings& channel, Problems& problems)
      : settings_(settings), places_(places), catalogue_(catalogue), channel_(channel), problems_(problems) {}

  // Nothing if no plugin stands behind it.
  std::optional<ReadyChannel> check() {
    const auto found = channel_.plugin.empty() ? find_in_folder() : find_in_file();
    if (!found) return std::nullopt;
    const ChannelTypeInfo& type = *found->type;
    if (hides_a_key(*found)) return std::nullopt;
    OptionValues given = plain_options();
    const auto declares = [&](std::string_view key) {
      return std::ranges::find(type.options, key, &OptionInfo::key) != type.options.end();
    };
    if (!channel_.sender.empty() && declares("sender")) given["sender"] = channel_.sender;
    auto checked = check_options(type.options, given, key_sets::channel.keys);
    for (const OptionError& error : checked.errors) say(error);

    ReadyChannel ready{channel_, found->plugin->file, std::move(checked.values), {},
                       {},       type.message_fields, type.address_kind};
    ready.rules = {channel_.allow_private_addresses, channel_.allow_unfenced, settings_.state_folder,
                   channel_.proxy};
    // Those that come with the program are trusted as the program is.
    ready.rules.allow_unfenced |=
        fs::weakly_canonical(ready.plugin).parent_path() == fs::weakly_canonical(places_.plugins);
    for (const OptionInfo& option : type.options) {
      if (option.type == OptionType::Secret) ready.secret_keys.push_back(option.key);
      if (is_path(option)) check_path(option, ready);
    }
    if (checked.errors.empty()) {
      check_secrets(ready);
      ask_plugin(ready);
    }
    return ready;
  }

 private:
  std::optional<PluginCatalogue::Found> find_in_folder() {
    const auto found = catalogue_.offering(channel_.type);
    if (found.size() > 1) {
      problems_.error(channel_.type_place,
                      fmt::format("two plugins offer the channel type \"{}\": {} and {}", channel_.type,
                                  found[0].plugin->file.string(), found[1].plugin->file.string()),
                      fmt::format("say which: plugin = \"{}\"", found[0].plugin->file.string()));
      return std::nullopt;
    }
    if (found.size() == 1) return found[0];
    if (channel_.type.empty()) return std::nullopt;  // said by whoever read the file
    const std::string nearest = did_you_mean(channel_.type, catalogue_.types());
    problems_.error(
        channel_.type_place, fmt::format("no plugin offers the channel type \"{}\"", channel_.type),
        !nearest.empty()             ? nearest
        : catalogue_.types().empty() ? fmt::format("there is no plugin in {}", catalogue_.folder().string())
                                     : fmt::format("those of {} offer: {}", catalogue_.folder().string(),
                                                   join(catalogue_.types(), ", ")));
    return std::nullopt;
  }

  std::optional<PluginCatalogue::Found> find_in_file() {
    std::error_code none;
    if (!fs::is_regular_file(channel_.plugin, none)) {
      problems_.error(channel_.plugin_place, fmt::format("there is no file {}", channel_.plugin),
                      "\"plugin\" is the path of a channel plugin such as \"plugins/acme.so\"");
      return std::nullopt;
    }
    const PluginInfo* plugin = catalogue_.plugin(channel_.plugin);
    if (!plugin) {
      const PluginFault* fault = catalogue_.fault(channel_.plugin);
      problems_.error(channel_.plugin_place, fault ? fault->text : channel_.plugin + ": cannot be used");
      return std::nullopt;
    }
    if (const ChannelTypeInfo* type = find_type(*plugin, channel_.type))
      return PluginCatalogue::Found{plugin, type};
    if (channel_.type.empty()) return std::nullopt;
    std::vector<std::string> types;
    for (const ChannelTypeInfo& type : plugin->types) types.push_back(type.id);
    const std::string nearest = did_you_mean(channel_.type, types);
    problems_.error(channel_.type_place,
                    fmt::format("{} does not offer the channel type \"{}\"", channel_.plugin, channel_.type),
                    nearest.empty() ? "it offers " + join(types, ", ") : nearest);
    return std::nullopt;
  }

  // A key that every channel has never reaches the plugin, except the sender.
  bool hides_a_key(const PluginCatalogue::Found& found) {
    const auto& common = key_sets::channel.keys;
    for (const OptionInfo& option : found.type->options) {
      if (option.key == "sender" || std::ranges::find(common, option.key) == common.end()) continue;
      problems_.error(channel_.type_place,
                      fmt::format("{} declares the option \"{}\", which every channel has already",
                                  found.plugin->file.string(), option.key),
                      "its author has to call it otherwise");
      return true;
    }
    return false;
  }

  OptionValues plain_options() const {
    OptionValues out;
    for (const auto& [key, option] : channel_.options) {
      std::visit([&, name = key](const auto& value) { out[name] = value; }, option.value);
    }
    return out;
  }

  // A path among the options means what it would mean anywhere else in the file. By name, since a plugin
  // declares text.
  static bool is_path(const OptionInfo& option) {
    const std::string& key = option.key;
    return option.type == OptionType::Text &&
           (key == "folder" || key == "file" || key.ends_with("_folder") || key.ends_with("_file"));
  }

  void check_path(const OptionInfo& option, ReadyChannel& ready) {
    auto* text = std::get_if<std::string>(&ready.options[option.key]);
    if (!text || text->empty()) return;
    *text = settings_.absolute(*text);
    // It would be open to the plugin with all that lies in it.
    if (option.key.ends_with("folder") && holds(*text, settings_.state_folder)) {
      say({option.key, false,
           fmt::format("\"{}\" must not hold the state folder {}; give the channel a folder of its own",
                       option.key, settings_.state_folder)});
    }
  }

  Place place_of(const OptionError& error) const {
    const auto found = channel_.options.find(error.key);
    if (found == channel_.options.end()) {
      const bool is_sender = error.key == "sender" && !channel_.sender.empty();
      return is_sender ? channel_.sender_place : channel_.place;
    }
    const PlacedOption& option = found->second;
    if (error.item && *error.item < option.item_places.size()) return option.item_places[*error.item];
    return error.at_key ? option.key_place : option.value_place;
  }

  void say(const OptionError& error) {
    problems_.error(place_of(error), fmt::format("[channel.{}] {}", channel_.name, error.text));
  }

  void check_secrets(const ReadyChannel& ready) {
    for (const std::string& key : ready.secret_keys) {
      const auto* reference = std::get_if<std::string>(&ready.options.at(key));
      const std::string doubt = reference ? doubt_about_secret(*reference) : "";
      if (!doubt.empty()) {
        problems_.warning(ready.place_of(key),
                          fmt::format("[channel.{}] \"{}\": {}", channel_.name, key, doubt));
      }
    }
  }

  // Secrets that cannot be read here may well be there for the daemon: systemd gives credentials to it alone.
  // The plugin then gets something in their place, and is not believed where it blames them, or nothing in
  // particular.
  void ask_plugin(const ReadyChannel& ready) {
    OptionTrial trial{places_.plugin_host, ready.plugin, channel_.type, ready.options, ready.rules};
    std::vector<std::string> unknown, secrets;
    for (const std::string& key : ready.secret_keys) {
      auto* text = std::get_if<std::string>(&trial.options[key]);
      if (!text || text->empty()) continue;
      try {
        *text = fetch_secret(*text);
        secrets.push_back(*text);
      } catch (const std::runtime_error&) {
        *text = "not-known-to-check";
        unknown.push_back(key);
      }
    }
    auto failure = try_options(trial);
    if (!failure) return;
    OptionError& error = failure->error;
    error.text = Redaction(secrets).clean(error.text);
    if (!failure->is_refusal) {
      // One broken plugin keeps neither the daemon nor the other channels from starting.
      return problems_.warning(channel_.place, fmt::format("[channel.{}] {}", channel_.name, error.text),
                               "the channel will be down; ask the plugin's author, or run "
                               "lifecycled-plugin-check");
    }
    const bool blames_unknown =
        !unknown.empty() && (error.key.empty() || std::ranges::find(unknown, error.key) != unknown.end());
    if (blames_unknown) return;
    // Plugins begin as they like: with their key, or without.
    if (!error.key.empty() && !error.text.starts_with('"'))
      error.text = fmt::format("\"{}\": {}", error.key, error.text);
    say(error);
  }

  const Settings& settings_;
  const ProgramPlaces& places_;
  const PluginCatalogue& catalogue_;
  const ChannelSettings& channel_;
  Problems& problems_;
};

}  // namespace

Place ReadyChannel::place_of(const std::string& option) const {
  const auto found = settings.options.find(option);
  return found == settings.options.end() ? settings.place : found->second.value_place;
}

PluginCatalogue catalogue_of(const Settings& settings, const ProgramPlaces& places) {
  std::vector<fs::path> named;
  std::error_code none;
  for (const ChannelSettings& channel : settings.channels) {
    if (!channel.plugin.empty() && fs::is_regular_file(channel.plugin, none))
      named.emplace_back(channel.plugin);
  }
  return PluginCatalogue(places.plugin_host,
                         settings.plugin_folder.empty() ? places.plugins : fs::path(settings.plugin_folder),
                         named);
}

std::vector<ReadyChannel> check_channels(const Settings& settings, const ProgramPlaces& places,
                                         const PluginCatalogue& catalogue, Problems& problems) {
  std::vector<ReadyChannel> out;
  for (const PluginFault& fault : catalogue.faults()) {
    // One that a channel names is an error, said at that channel.
    const auto names_it = [&](const ChannelSettings& channel) {
      return !channel.plugin.empty() && catalogue.fault(channel.plugin) == &fault;
    };
    if (std::ranges::any_of(settings.channels, names_it)) continue;
    problems.warning({clean_line(fault.file.string(), longest_path), 0, 0},
                     clean_line(fault.text, longest_path));
  }
  for (const ChannelSettings& channel : settings.channels) {
    auto ready = ChannelChecker(settings, places, catalogue, channel, problems).check();
    if (ready) out.push_back(std::move(*ready));
  }
  return out;
}

}  // namespace lifecycled
