#include "plugin_host/describe.hpp"

#include <boost/json.hpp>

#include "channel/plugin_info.hpp"
#include "channel/plugin_library.hpp"

namespace lifecycled {
namespace {

namespace json = boost::json;

// An option table of an older plugin is shorter; what it lacks is absent.
json::array options_of(const lc_option* const* options) {
  json::array list;
  for (; options != nullptr && *options != nullptr; ++options) {
    const lc_option& o = **options;
    json::object entry{{"key", o.key}, {"type", o.type}, {"required", o.required}};
    if (LC_HAS(&o, default_value)) entry["default"] = o.default_value;
    if (LC_HAS(&o, help)) entry["help"] = o.help;
    if (LC_HAS(&o, choices)) entry["choices"] = o.choices;
    if (LC_HAS(&o, maximum)) {
      entry["minimum"] = o.minimum;
      entry["maximum"] = o.maximum;
    }
    list.push_back(std::move(entry));
  }
  return list;
}

}  // namespace

std::string describe_as_json(const std::filesystem::path& plugin) {
  const PluginLibrary library(plugin);
  const lc_plugin& entry = library.entry();
  json::array types;
  for (const auto* type = entry.channel_types; *type != nullptr; ++type) {
    types.push_back(json::object{{"id", (*type)->id},
                                 {"address_kind", (*type)->address_kind},
                                 {"help", (*type)->help},
                                 {"options", options_of((*type)->options)},
                                 {"message_fields", options_of((*type)->message_fields)}});
  }
  return json::serialize(json::object{{"id", entry.id},
                                      {"name", entry.name},
                                      {"version", entry.version},
                                      {"vendor", entry.vendor},
                                      {"types", std::move(types)}});
}

}  // namespace lifecycled
