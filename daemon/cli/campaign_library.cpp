#include "cli/campaign_library.hpp"

#include <algorithm>
#include <regex>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/file.hpp"
#include "base/text.hpp"
#include "cli/data_command.hpp"
#include "config/folder.hpp"
#include "config/load.hpp"
#include "config/segment_reader.hpp"
#include "config/step_words.hpp"
#include "store/campaign_halts.hpp"

namespace lifecycled {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::size_t longest_name = 60;

void check_name(const std::string& name) {
  const bool is_well_made =
      !name.empty() && name.size() <= longest_name && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
      });
  if (!is_well_made) {
    throw CommandError(fmt::format(
        "\"{}\" cannot be a campaign's name: use small letters, digits, \"-\" and \"_\", up to {} characters",
        clean_line(name, 100), longest_name));
  }
}

// The names of the campaigns in a folder.
std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const fs::path& file : files_below(folder, ".toml")) {
    if (!file.has_parent_path()) names.push_back(file.stem().string());
  }
  return names;
}

CampaignDefinition read(const fs::path& folder, const std::string& name) {
  const fs::path file = folder / (name + ".toml");
  Problems problems;  // a mistake of the file is `check`'s to tell
  return parse_campaign(name, read_file(file), file.string(), problems);
}

std::vector<std::string> messages_in(const CampaignDefinition& campaign) {
  std::vector<std::string> names;
  for (const CampaignStep& step : campaign.steps) {
    for (const PlacedName& message : messages_of(step.action)) {
      if (std::ranges::find(names, message.name) == names.end()) names.push_back(message.name);
    }
  }
  return names;
}

// A shop's own campaign is live by its file, unless somebody paused or ended it.
json::object described(const CampaignDefinition& campaign, bool is_shops, const std::string& halt) {
  json::array messages;
  for (const std::string& name : messages_in(campaign)) messages.emplace_back(name);
  return json::object{{"campaign", campaign.name},
                      {"title", campaign.title},
                      {"serves", to_text(campaign.serves)},
                      {"starts", trigger_words(campaign.trigger)},
                      {"place", is_shops ? "shop" : "library"},
                      {"live", is_shops && campaign.live && halt.empty()},
                      {"halt", halt},
                      {"messages", std::move(messages)}};
}

// "paused since ...", "" where nothing stands in the way.
std::string halt_of(Database& database, const std::string& name) {
  const auto row = Campaigns(database).find(name);
  return row ? to_text(CampaignHalts(database).of(row->id)) : "";
}

// As the file says, or as a person did.
std::string_view state_of(const json::object& campaign) {
  const std::string_view halt = campaign.at("halt").as_string();
  if (halt.starts_with("paused")) return "paused";
  if (!halt.empty()) return "ended";
  return campaign.at("live").as_bool() ? "live" : "-";
}

bool begins_key(std::string_view line, std::string_view key) {
  if (!line.starts_with(key)) return false;
  const std::string_view rest = line.substr(key.size());
  return trimmed(rest).starts_with('=') && (rest.front() == ' ' || rest.front() == '=');
}

// The same text with live = false: in place of what it says of that, else behind the line of `serves`, which
// every campaign has and which is one line.
std::string held(const std::string& text) {
  const auto has_live = [&] {
    for (const std::string_view line : split(text, '\n')) {
      if (begins_key(line, "live")) return true;
    }
    return false;
  }();
  std::string out;
  for (const std::string_view line : split(text, '\n')) {
    if (!out.empty() || line.data() != text.data()) out += '\n';
    if (begins_key(line, "live")) {
      out += std::string(line.substr(0, line.find('=') + 1)) + " false";
      continue;
    }
    out += line;
    if (has_live || !begins_key(line, "serves")) continue;
    std::string name = "live";
    name.resize(line.find('='), ' ');
    out += "\n" + name + "= false";
  }
  return out;
}

// The daemon's own user must be able to read it, whatever the umask of who calls us.
void write_readable(const fs::path& file, std::string_view text) {
  using enum fs::perms;
  write_file(file, text);
  fs::permissions(file, owner_read | owner_write | group_read | others_read);
}

void make_readable_folder(const fs::path& folder) {
  using enum fs::perms;
  if (folder.empty() || fs::exists(folder)) return;
  make_readable_folder(folder.parent_path());
  fs::create_directory(folder);
  fs::permissions(folder, owner_all | group_read | group_exec | others_read | others_exec);
}

void bring(const fs::path& from, const fs::path& to) {
  make_readable_folder(to.parent_path());
  write_readable(to, read_file(from));
}

// By its trigger, and by what any condition asks.
std::vector<std::string> segments_in(const CampaignDefinition& campaign) {
  std::vector<std::string> names;
  const CampaignTrigger& trigger = campaign.trigger;
  if (trigger.segment_entered) names.push_back(trigger.segment_entered->name);
  if (trigger.segment_left) names.push_back(trigger.segment_left->name);
  if (trigger.schedule) names.push_back(trigger.schedule->segment.name);
  static const std::regex asked(R"(in_segment\(\s*'([^']+)'\s*\))");
  const std::string& text = campaign.source;
  for (auto found = std::sregex_iterator(text.begin(), text.end(), asked); found != std::sregex_iterator();
       ++found)
    names.push_back((*found)[1]);
  std::ranges::sort(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
  return names;
}

// One that serves several names: message/hello, message/hello.fr; layouts and partials have other endings.
std::vector<fs::path> files_of_message(const fs::path& folder, const std::string& name) {
  std::vector<fs::path> files;
  for (const fs::path& file : files_below(folder, ".toml")) {
    const std::string text = file.string();
    if (text == name + ".toml" || text.starts_with(name + ".")) files.push_back(file);
  }
  return files;
}

}  // namespace

CampaignLibrary::CampaignLibrary(const fs::path& lifecycled_toml, fs::path shipped)
    : shipped_(std::move(shipped)) {
  if (!fs::exists(lifecycled_toml)) {
    throw CommandError(
        fmt::format("there is no {}; name the shop's with --config FILE", lifecycled_toml.string()));
  }
  const LoadedConfiguration loaded = load_configuration(lifecycled_toml);
  campaigns_ = loaded.configuration.settings.campaign_folder;
  messages_ = loaded.configuration.settings.message_folder;
  database_ = fs::path(loaded.configuration.settings.state_folder) / "lifecycled.db";
  for (const SegmentDefinition& segment : loaded.configuration.segments) segments_.push_back(segment.name);
}

json::object CampaignLibrary::list() const {
  json::array campaigns;
  const std::vector<std::string> own = names_in(campaigns_);
  std::optional<Database> database;
  std::error_code hidden;  // from a user who may read the files alone: they are told what those say
  if (fs::exists(database_, hidden)) database.emplace(database_, Database::Mode::ReadOnly);
  for (const std::string& name : own)
    campaigns.push_back(
        described(read(campaigns_, name), true, database ? halt_of(*database, name) : std::string()));
  for (const std::string& name : names_in(shipped_ / "campaigns")) {
    if (std::ranges::find(own, name) == own.end())
      campaigns.push_back(described(read(shipped_ / "campaigns", name), false, ""));
  }
  json::object out{{"campaigns", std::move(campaigns)}};
  if (hidden) out["not_asked"] = fmt::format("{}: {}", database_.string(), hidden.message());
  return out;
}

// As the line that segments.toml lacks: a shop's own file is not written into.
json::array CampaignLibrary::missing_segments(const CampaignDefinition& campaign) const {
  json::array out;
  std::vector<SegmentDefinition> known;
  Problems problems;
  const fs::path file = shipped_ / "segments.toml";
  if (fs::exists(file)) {
    if (const auto root = parse_toml(read_file(file), file.string(), problems))
      known = read_segments(*root, problems);
  }
  for (const std::string& name : segments_in(campaign)) {
    if (std::ranges::find(segments_, name) != segments_.end()) continue;
    const auto found = std::ranges::find(known, name, &SegmentDefinition::name);
    out.emplace_back(found == known.end() ? fmt::format("{} = {{ where = \"...\" }}", name)
                                          : fmt::format("{} = {{ title = \"{}\", where = \"{}\" }}", name,
                                                        found->title, found->where.text));
  }
  return out;
}

json::object CampaignLibrary::write_new(const NewCampaign& wanted) const {
  check_name(wanted.name);
  const fs::path file = campaigns_ / (wanted.name + ".toml");
  if (fs::exists(file)) throw CommandError(fmt::format("{} is there already", file.string()));
  fs::path source = campaigns_;
  auto known = names_in(campaigns_);
  const auto shipped = names_in(shipped_ / "campaigns");
  if (std::ranges::find(known, wanted.from) == known.end()) {
    source = shipped_ / "campaigns";
    if (std::ranges::find(shipped, wanted.from) == shipped.end()) {
      known.insert(known.end(), shipped.begin(), shipped.end());
      const std::string hint = did_you_mean(wanted.from, known);
      throw CommandError(fmt::format("there is no campaign \"{}\"; {}", clean_line(wanted.from, 100),
                                     hint.empty() ? "`lifecycled campaigns` lists them" : hint));
    }
  }
  const CampaignDefinition original = read(source, wanted.from);
  const std::string text = held(original.source);
  Problems problems;
  if (parse_campaign(wanted.name, text, file.string(), problems).live) {
    throw CommandError(
        fmt::format("{} cannot be copied: mend it first, `lifecycled check` tells its mistakes",
                    (source / (wanted.from + ".toml")).string()));
  }

  json::array messages, copied;
  bool needs_frame = false;
  for (const std::string& name : messages_in(original)) {
    messages.emplace_back(name);
    if (fs::exists(messages_ / (name + ".toml"))) continue;
    for (const fs::path& part : files_of_message(shipped_ / "messages", name)) {
      bring(shipped_ / "messages" / part, messages_ / part);
      copied.emplace_back((messages_ / part).string());
      needs_frame = true;
    }
  }
  for (const char* folder : {"layouts", "partials"}) {
    if (!needs_frame) break;
    for (const fs::path& part : files_below(shipped_ / "messages" / folder, "")) {
      const fs::path target = messages_ / folder / part;
      if (fs::exists(target)) continue;
      bring(shipped_ / "messages" / folder / part, target);
      copied.emplace_back(target.string());
    }
  }
  make_readable_folder(campaigns_);
  write_readable(file, text);
  return json::object{{"campaign", wanted.name},     {"from", wanted.from},
                      {"file", file.string()},       {"messages", std::move(messages)},
                      {"copied", std::move(copied)}, {"segments", missing_segments(original)}};
}

std::string campaign_list_report(const json::object& list) {
  const auto& campaigns = list.at("campaigns").as_array();
  const auto word = [](const json::value& one, const char* key) {
    return std::string(one.as_object().at(key).as_string());
  };
  std::size_t name_width = 0, serves_width = 0;
  for (const auto& one : campaigns) {
    name_width = std::max(name_width, word(one, "campaign").size());
    serves_width = std::max(serves_width, word(one, "serves").size());
  }
  std::string out;
  bool told_library = false;
  for (const auto& one : campaigns) {
    const bool is_shops = word(one, "place") == "shop";
    if (!is_shops && !told_library) {
      out += fmt::format("{}In the library, and not among yours:\n", out.empty() ? "" : "\n");
      told_library = true;
    }
    const std::string state = is_shops ? std::string(state_of(one.as_object())) : "";
    out += fmt::format("{:<{}}{:<{}}  {:<{}}  {}\n", state, is_shops ? 8 : 0, word(one, "campaign"),
                       name_width, word(one, "serves"), serves_width, word(one, "starts"));
  }
  if (out.empty()) out = "There are no campaigns.\n";
  if (const auto* hidden = list.if_contains("not_asked"))
    out += fmt::format("\nWhether one is paused or ended could not be asked of {}\n",
                       hidden->as_string().c_str());
  return out + "\nA copy to edit:  lifecycled campaigns new NAME --from CAMPAIGN\n";
}

std::string new_campaign_report(const json::object& written) {
  std::string messages;
  for (const auto& name : written.at("messages").as_array())
    messages += (messages.empty() ? "" : ", ") + std::string(name.as_string());
  std::string out = fmt::format("{} is there, not live yet.\n", written.at("file").as_string().c_str());
  if (!messages.empty()) {
    out +=
        fmt::format("It sends the same messages as {}: {}.\nGive it others where the texts should differ.\n",
                    written.at("from").as_string().c_str(), messages);
  }
  if (const auto& copied = written.at("copied").as_array(); !copied.empty())
    out += fmt::format("{} files of messages came with it.\n", copied.size());
  if (const auto& segments = written.at("segments").as_array(); !segments.empty()) {
    out += "Your segments.toml lacks what it asks for; add under [segments]:\n";
    for (const auto& line : segments) out += fmt::format("  {}\n", line.as_string().c_str());
  }
  return out + "Edit it, look at it with `lifecycled check`, set live = true, then `lifecycled reload`.\n";
}

}  // namespace lifecycled
