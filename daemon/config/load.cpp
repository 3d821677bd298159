#include "config/load.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "base/text.hpp"
#include "config/campaign_loops.hpp"
#include "config/campaign_reader.hpp"
#include "config/event_reader.hpp"
#include "config/folder.hpp"
#include "config/message_reader.hpp"
#include "config/page_reader.hpp"
#include "config/segment_reader.hpp"
#include "config/settings_reader.hpp"
#include "config/shop_intake_reader.hpp"
#include "config/toml_tree.hpp"
#include "config/value_forms.hpp"

namespace lifecycled {
namespace {

namespace fs = std::filesystem;

// Paths in problems begin as the person's own path to lifecycled.toml does, so that an editor finds them.
class Loader {
 public:
  explicit Loader(const fs::path& lifecycled_toml)
      : shown_file_(lifecycled_toml.string()), file_(fs::absolute(lifecycled_toml).lexically_normal()) {}

  LoadedConfiguration load() {
    Configuration& configuration = out_.configuration;
    if (!read_main_file()) return std::move(out_);
    const Settings& settings = configuration.settings;
    if (auto text = read(settings.event_file, "events")) {
      if (const auto root = parse_toml(*text, shown(settings.event_file), out_.problems)) {
        configuration.events = read_events(*root, out_.problems);
        has_events_ = true;
      }
    }
    read_segment_file();
    if (is_folder(settings.campaign_folder, "campaigns")) read_campaigns();
    if (is_folder(settings.message_folder, "messages")) {
      std::vector<std::string> channels;
      for (const ChannelSettings& channel : settings.channels) channels.push_back(channel.name);
      configuration.messages =
          read_messages(settings.message_folder, shown(settings.message_folder), channels, out_.problems);
      configuration.messages.shop_language = settings.shop.language;
    }
    configuration.pages = read_pages(settings.pages.folder, shown(settings.pages.folder), out_.problems);
    if (!settings.shop.logo.empty()) {
      configuration.pages.logo =
          read_logo(settings.shop.logo, shown(settings.shop.logo), settings.shop.logo_place, out_.problems);
    }
    if (!settings.plugin_folder.empty()) is_folder(settings.plugin_folder, "plugins");
    return std::move(out_);
  }

 private:
  bool read_main_file() {
    const auto text = read_text(file_.string(), shown_file_, {shown_file_, 0, 0}, out_.problems);
    if (!text) return false;
    root_ = parse_toml(*text, shown_file_, out_.problems);
    // Without it the places of all others are only guesses, but the usual ones are worth a look.
    out_.configuration.settings =
        read_settings(root_ ? *root_ : TomlTable{}, file_.string(), root_ ? out_.problems : ignored_);
    if (root_) {
      out_.configuration.shops = read_shop_intakes(*root_, out_.configuration.settings, out_.problems);
      out_.configuration.key_rates = read_key_rates(*root_, out_.problems);
    }
    return true;
  }

  // A shop without segments of its own has no such file; one that names the file means it.
  void read_segment_file() {
    const std::string& path = out_.configuration.settings.segment_file;
    std::error_code failed;
    out_.configuration.segments = stage_segments();
    if (!fs::exists(path, failed) && !(root_ && root_->find("segments"))) return;
    const auto text = read(path, "segments");
    if (!text) return;
    if (const auto root = parse_toml(*text, shown(path), out_.problems)) {
      out_.configuration.segments = lifecycled::read_segments(*root, out_.problems);
    }
  }

  void read_campaigns() {
    const fs::path folder = out_.configuration.settings.campaign_folder;
    for (const fs::path& name : files_below(folder, ".toml")) {
      const std::string path = (folder / name).string();
      const std::string stem = name.stem().string();
      if (name.has_parent_path() || !is_plain_name(stem)) {
        out_.problems.error(
            {shown(path), 0, 0},
            fmt::format("a campaign cannot be called \"{}\"", (name.parent_path() / stem).string()),
            "use small letters, digits, \"-\" and \"_\", and no folders");
        continue;
      }
      auto text = read_text(path, shown(path), {shown(path), 0, 0}, out_.problems);
      if (!text) continue;
      auto campaign = parse_campaign(stem, std::move(*text), shown(path), out_.problems);
      if (has_events_) check_events(campaign);
      check_topic(campaign);
      out_.configuration.campaigns.push_back(std::move(campaign));
    }
    std::ranges::sort(out_.configuration.campaigns, {}, &CampaignDefinition::name);
    check_campaign_loops(out_.configuration.campaigns, out_.configuration.segments, out_.problems);
  }

  void check_events(const CampaignDefinition& campaign) {
    check_events(campaign.trigger.events);
    check_events(campaign.exit.events);
    if (campaign.goal) check_events({campaign.goal->event});
    for (const CampaignStep& step : campaign.steps) {
      if (step.wait_for) check_events(step.wait_for->events);
    }
  }

  void check_topic(const CampaignDefinition& campaign) {
    if (!campaign.topic) return;
    std::vector<std::string> names;
    for (const TopicSettings& topic : out_.configuration.settings.topics) names.push_back(topic.name);
    if (std::ranges::find(names, campaign.topic->name) != names.end()) return;
    std::string near = did_you_mean(campaign.topic->name, names);
    if (near.empty()) near = fmt::format("name it in [topics] of {}", shown_file_);
    out_.problems.error(campaign.topic->place, fmt::format("unknown topic \"{}\"", campaign.topic->name),
                        near);
  }

  void check_events(const std::vector<PlacedName>& events) {
    const EventCatalogue& catalogue = out_.configuration.events;
    for (const PlacedName& event : events) {
      if (catalogue.find(event.name)) continue;
      std::string near = did_you_mean(event.name, catalogue.names());
      if (near.empty()) {
        near = fmt::format("describe it in {}", shown(out_.configuration.settings.event_file));
      }
      out_.problems.error(event.place, fmt::format("unknown event \"{}\"", event.name), near);
    }
  }

  std::string shown(const fs::path& path) const {
    const fs::path relative = path.lexically_relative(file_.parent_path());
    if (relative.empty() || *relative.begin() == "..") return path.string();
    return (fs::path(shown_file_).parent_path() / relative).string();
  }

  // Where a path was asked for: its value in lifecycled.toml, or the file as a whole for the usual place.
  Place asked_at(std::string_view key) const {
    const TomlEntry* entry = root_ ? root_->find(key) : nullptr;
    return entry ? entry->value.place : Place{shown_file_, 0, 0};
  }

  std::optional<std::string> read(const std::string& path, std::string_view key) {
    return read_text(path, shown(path), asked_at(key), out_.problems);
  }

  bool is_folder(const std::string& path, std::string_view key) {
    std::error_code failed;
    if (fs::is_directory(path, failed)) return true;
    const bool exists = fs::exists(path, failed);
    out_.problems.error(
        asked_at(key), fmt::format("the folder {} {}", shown(path), exists ? "is not one" : "does not exist"),
        fmt::format("create it, or say where it is: {} = \"PATH\"", key));
    return false;
  }

  std::string shown_file_;
  fs::path file_;
  std::optional<TomlTable> root_;
  bool has_events_ = false;
  LoadedConfiguration out_;
  Problems ignored_;
};

}  // namespace

LoadedConfiguration load_configuration(const fs::path& lifecycled_toml) {
  return Loader(lifecycled_toml).load();
}

CampaignDefinition parse_campaign(std::string name, std::string source, std::string file,
                                  Problems& problems) {
  CampaignDefinition out;
  out.name = std::move(name);
  out.source = std::move(source);
  out.place = {file, 1, 1};
  if (const auto root = parse_toml(out.source, file, problems)) read_campaign(*root, out, problems);
  return out;
}

}  // namespace lifecycled
