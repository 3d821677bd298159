// `lifecycled plugins`, `plugins describe` and `plugins schema`: what plugins there are and what they take.
// They read files and ask plugins, and need neither a daemon nor a configuration. Blocks for some
// milliseconds a plugin.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include <boost/json/object.hpp>

#include "cli/plugin_catalogue.hpp"
#include "cli/program_places.hpp"
#include "config/settings.hpp"

namespace lifecycled {

// Which plugins are meant: those of a folder, or of a configuration.
struct PluginQuestion {
  std::filesystem::path folder;  // "" = the configuration's, else the program's own
  std::filesystem::path configuration;
  bool must_have_configuration = false;  // somebody has named it
};

class PluginSurvey {
 public:
  // Throws CommandError for a configuration that is named and cannot be read.
  PluginSurvey(const PluginQuestion& question, const ProgramPlaces& places);

  boost::json::object list() const;
  bool has_faults() const { return !catalogue_.faults().empty(); }
  // `what` is a channel type, or a library if it ends in ".so" or has a "/" in it. Throws CommandError.
  boost::json::object describe(const std::string& what) const;
  std::string schema() const;

 private:
  ProgramPlaces places_;
  std::optional<Settings> settings_;
  PluginCatalogue catalogue_;
};

// For people.
std::string plugin_list_report(const boost::json::object& list);
std::string plugin_description_report(const boost::json::object& description);

}  // namespace lifecycled
