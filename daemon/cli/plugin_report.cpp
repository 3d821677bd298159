// What `plugins` and `plugins describe` print for people. The texts come from plugins and have been cleaned
// where they came in (channel/plugin_info.cpp).
#include <boost/json/array.hpp>
#include <fmt/format.h>

#include "base/json_fields.hpp"
#include "base/text.hpp"
#include "cli/plugins_command.hpp"

namespace lifecycled {
namespace {

namespace json = boost::json;

std::string text(const json::value& object, std::string_view key) {
  return text_at(object, key).value_or("");
}

std::vector<std::string> texts(const json::value& object, std::string_view key) {
  std::vector<std::string> out;
  const auto* list = member(object, key);
  if (!list || !list->is_array()) return out;
  for (const auto& item : list->get_array()) out.push_back(text_of(&item).value_or(""));
  return out;
}

std::string maker(const json::value& plugin) {
  const std::string vendor = text(plugin, "vendor");
  return fmt::format("{} {}{}", text(plugin, "id"), text(plugin, "version"),
                     vendor.empty() ? "" : " of " + vendor);
}

std::string form(const json::value& option) {
  const std::string type = text(option, "type"), unit = type == "seconds" ? " seconds" : "";
  std::string out = type == "text"        ? "text"
                    : type == "secret"    ? "secret: \"credential:NAME\", \"file:PATH\" or \"env:NAME\""
                    : type == "integer"   ? "whole number"
                    : type == "boolean"   ? "true or false"
                    : type == "seconds"   ? "duration such as \"30s\""
                    : type == "url"       ? "URL"
                    : type == "text_list" ? "list of texts"
                                          : type;
  const auto choices = texts(option, "choices");
  if (!choices.empty()) out += ": " + join(choices, ", ");
  const std::string least = text(option, "minimum"), most = text(option, "maximum");
  if (!most.empty()) {
    out += fmt::format(", {} to {}{}", least, most, unit);
  } else if (!least.empty()) {
    out += fmt::format(", {} or more{}", least, unit);
  }
  const std::string otherwise = text(option, "default");
  if (text(option, "required") == "true") {
    out += "; required";
  } else if (!otherwise.empty()) {
    out += "; " + otherwise + " unless said otherwise";
  }
  return out;
}

std::string options_report(const json::value& type, std::string_view key, std::string_view title) {
  const auto* options = member(type, key);
  if (!options || !options->is_array() || options->get_array().empty()) return "";
  std::string out = fmt::format("\n{}\n", title);
  for (const auto& option : options->get_array()) {
    out += fmt::format("  {}\n      {}\n      {}\n", text(option, "key"), text(option, "help"), form(option));
  }
  return out;
}

}  // namespace

std::string plugin_list_report(const json::object& list) {
  std::string out;
  for (const auto& plugin : list.at("plugins").as_array()) {
    out += fmt::format("{}\n  {}\n", maker(plugin), text(plugin, "file"));
    for (const auto& type : plugin.at("types").as_array()) {
      const auto channels = texts(type, "channels");
      out += fmt::format("  type \"{}\": {}{}\n", text(type, "type"), text(type, "help"),
                         channels.empty() ? "" : fmt::format(" Used by {}.", join(channels, ", ")));
    }
  }
  if (out.empty()) out = fmt::format("there is no plugin in {}\n", text_at(list, "folder").value_or(""));
  for (const auto& fault : list.at("faults").as_array())
    out += fmt::format("cannot be used: {}\n", text(fault, "text"));
  return out;
}

std::string plugin_description_report(const json::object& description) {
  std::string out;
  for (const auto& type : description.at("types").as_array()) {
    const auto* plugin = member(type, "plugin");
    const std::string kind = text(type, "address_kind");
    out += fmt::format("{}{}: {}\n", out.empty() ? "" : "\n\n", text(type, "type"), text(type, "help"));
    out += fmt::format("{}, {}\n", maker(*plugin), text(*plugin, "file"));
    out += fmt::format("It reaches {}.\n",
                       kind.empty() ? "whatever kind of address it is given" : "addresses of kind " + kind);
    out += options_report(type, "options", "Options in [channel.NAME]:");
    out += options_report(type, "message_fields", "Fields in the channel's table of a message:");
    out += "\nKeys that every channel has:\n";
    for (const auto& key : description.at("common_keys").as_array()) {
      out += fmt::format("  {}\n      {}\n", text(key, "key"), text(key, "help"));
    }
    out += fmt::format("\nTo begin with, in lifecycled.toml:\n\n{}", text(type, "example"));
  }
  return out;
}

}  // namespace lifecycled
