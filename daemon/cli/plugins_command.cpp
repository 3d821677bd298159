#include "cli/plugins_command.hpp"

#include <algorithm>

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/channel_check.hpp"
#include "cli/data_command.hpp"
#include "cli/plugin_example.hpp"
#include "cli/plugin_schema.hpp"
#include "config/load.hpp"

namespace lifecycled {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::size_t longest_path = 4096;

// Names of files are strangers' texts too.
std::string shown(const fs::path& path) { return clean_line(path.string(), longest_path); }

std::optional<Settings> settings_for(const PluginQuestion& question) {
  if (!question.folder.empty()) return std::nullopt;
  std::error_code none;
  if (!fs::exists(question.configuration, none)) {
    if (!question.must_have_configuration) return std::nullopt;
    throw CommandError(fmt::format("there is no {}", shown(question.configuration)));
  }
  // Mistakes are for `check` to tell: whoever looks for the right option has some.
  return load_configuration(question.configuration).configuration.settings;
}

PluginCatalogue catalogue_for(const PluginQuestion& question, const ProgramPlaces& places,
                              const std::optional<Settings>& settings) {
  if (settings) return catalogue_of(*settings, places);
  const fs::path& folder = question.folder.empty() ? places.plugins : question.folder;
  std::error_code none;
  if (!fs::is_directory(folder, none))
    throw CommandError(fmt::format("there is no folder {}", shown(folder)));
  return PluginCatalogue(places.plugin_host, folder);
}

json::array words(const std::vector<std::string>& texts) {
  json::array out;
  for (const std::string& text : texts) out.push_back(json::value(text));
  return out;
}

json::object about(const PluginInfo& plugin) {
  return json::object{{"id", plugin.id},
                      {"name", plugin.name},
                      {"version", plugin.version},
                      {"vendor", plugin.vendor},
                      {"file", shown(plugin.file)}};
}

json::object about(const OptionInfo& option) {
  json::object out{{"key", option.key},
                   {"type", to_text(option.type)},
                   {"required", option.required},
                   {"default", option.default_value},
                   {"help", option.help}};
  if (!option.choices.empty()) out["choices"] = words(option.choices);
  if (option.is_bounded()) {
    out["minimum"] = option.minimum;
    if (option.maximum >= option.minimum) out["maximum"] = option.maximum;
  }
  return out;
}

json::array about(const std::vector<OptionInfo>& options) {
  json::array out;
  for (const OptionInfo& option : options) out.push_back(about(option));
  return out;
}

json::object about(const PluginInfo& plugin, const ChannelTypeInfo& type,
                   const std::filesystem::path& folder) {
  // One that lies in the plugin folder is found by its type.
  const bool is_found = std::filesystem::weakly_canonical(plugin.file).parent_path() ==
                        std::filesystem::weakly_canonical(folder);
  const std::string file = is_found ? "" : std::filesystem::absolute(plugin.file).lexically_normal().string();
  return json::object{{"type", type.id},
                      {"help", type.help},
                      {"address_kind", type.address_kind},
                      {"plugin", about(plugin)},
                      {"options", about(type.options)},
                      {"message_fields", about(type.message_fields)},
                      {"example", example_of(type, file)}};
}

}  // namespace

PluginSurvey::PluginSurvey(const PluginQuestion& question, const ProgramPlaces& places)
    : places_(places),
      settings_(settings_for(question)),
      catalogue_(catalogue_for(question, places, settings_)) {}

json::object PluginSurvey::list() const {
  json::array plugins, faults;
  for (const PluginInfo& plugin : catalogue_.plugins()) {
    json::object one = about(plugin);
    json::array types;
    for (const ChannelTypeInfo& type : plugin.types) {
      json::array channels;
      for (const ChannelSettings& channel :
           settings_ ? settings_->channels : std::vector<ChannelSettings>{}) {
        const bool is_here = channel.plugin.empty() ? plugin.file.parent_path() == catalogue_.folder()
                                                    : catalogue_.plugin(channel.plugin) == &plugin;
        if (channel.type == type.id && is_here) channels.push_back(json::value(channel.name));
      }
      types.push_back(json::object{{"type", type.id},
                                   {"help", type.help},
                                   {"address_kind", type.address_kind},
                                   {"channels", std::move(channels)}});
    }
    one["types"] = std::move(types);
    plugins.push_back(std::move(one));
  }
  for (const PluginFault& fault : catalogue_.faults()) {
    faults.push_back(
        json::object{{"file", shown(fault.file)}, {"text", clean_line(fault.text, longest_path)}});
  }
  return json::object{
      {"folder", shown(catalogue_.folder())}, {"plugins", std::move(plugins)}, {"faults", std::move(faults)}};
}

json::object PluginSurvey::describe(const std::string& what) const {
  json::array types;
  if (what.ends_with(".so") || what.find('/') != what.npos) {
    const auto answer = describe_plugin(places_.plugin_host, fs::absolute(what));
    if (const auto* fault = std::get_if<PluginFault>(&answer))
      throw CommandError(clean_line(fault->text, longest_path));
    const auto& plugin = std::get<PluginInfo>(answer);
    for (const ChannelTypeInfo& type : plugin.types)
      types.push_back(about(plugin, type, catalogue_.folder()));
  } else {
    std::vector<std::string> names;
    for (const PluginInfo& plugin : catalogue_.plugins()) {
      for (const ChannelTypeInfo& type : plugin.types) names.push_back(type.id);
      if (const ChannelTypeInfo* type = find_type(plugin, what))
        types.push_back(about(plugin, *type, catalogue_.folder()));
    }
    if (types.empty()) {
      const std::string nearest = did_you_mean(what, names);
      throw CommandError(fmt::format("no plugin offers the channel type \"{}\"; {}{}", clean_line(what, 100),
                                     nearest.empty() ? "" : nearest + " ",
                                     names.empty() ? "there is no plugin in " + shown(catalogue_.folder())
                                                   : "there are " + join(names, ", ")));
    }
  }
  json::array common;
  for (const CommonKey& key : common_keys()) {
    common.push_back(json::object{{"key", key.key}, {"help", key.help}});
  }
  return json::object{{"types", std::move(types)}, {"common_keys", std::move(common)}};
}

std::string PluginSurvey::schema() const {
  std::vector<ChannelTypeInfo> types;
  // Those that a channel names come first: the explicit one counts.
  for (const bool named : {true, false}) {
    for (const PluginInfo& plugin : catalogue_.plugins()) {
      if ((plugin.file.parent_path() != catalogue_.folder()) != named) continue;
      types.insert(types.end(), plugin.types.begin(), plugin.types.end());
    }
  }
  return schema_with(shipped_schema(), std::move(types));
}

}  // namespace lifecycled
