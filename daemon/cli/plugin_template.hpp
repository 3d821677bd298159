// `lifecycled plugins new NAME`: writes a plugin project that builds and passes lifecycled-plugin-check as it
// is. The project is plugin_api/template, which travels inside the program. Writes files; any thread.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

namespace lifecycled {

// As it stands in plugin_api/template, where the plugin is called acme.parrot.
struct TemplateFile {
  std::string_view language;  // "c", "c++"; "common": of both
  std::string_view path;      // within the project
  std::string_view text;
};
const std::vector<TemplateFile>& plugin_template();  // made by CMakeLists.txt

struct NewPlugin {
  std::string name;              // the channel type: "acme.sms"
  std::filesystem::path folder;  // in which the project's folder is made
  std::string language;          // "c++" or "c"
};

// Returns "folder", "files" and "next", the commands to go on with. Never overwrites: throws CommandError for
// a name that cannot be one, or a folder that is there already.
boost::json::object write_new_plugin(const NewPlugin& wanted);
std::string new_plugin_report(const boost::json::object& written);

}  // namespace lifecycled
