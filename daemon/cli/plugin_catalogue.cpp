#include "cli/plugin_catalogue.hpp"

#include <algorithm>

namespace lifecycled {

PluginCatalogue::PluginCatalogue(const std::filesystem::path& host_program,
                                 const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(folder, none)) {
    if (entry.path().extension() == ".so") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  for (const auto& file : files) {
    auto answer = describe_plugin(host_program, file);
    if (auto* plugin = std::get_if<PluginInfo>(&answer)) {
      plugins_.push_back(std::move(*plugin));
    } else {
      faults_.push_back(std::get<PluginFault>(std::move(answer)));
    }
  }
}

PluginCatalogue::Found PluginCatalogue::find(std::string_view type) const {
  for (const PluginInfo& plugin : plugins_) {
    const auto found = std::ranges::find(plugin.types, type, &ChannelTypeInfo::id);
    if (found != plugin.types.end()) return {&plugin, &*found};
  }
  return {nullptr, nullptr};
}

std::vector<std::string> PluginCatalogue::types() const {
  std::vector<std::string> out;
  for (const PluginInfo& plugin : plugins_) {
    for (const ChannelTypeInfo& type : plugin.types) out.push_back(type.id);
  }
  return out;
}

}  // namespace lifecycled
