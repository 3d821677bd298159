#include "cli/plugin_catalogue.hpp"

#include <algorithm>

namespace lifecycled {
namespace {

namespace fs = std::filesystem;

bool is_same_file(const fs::path& a, const fs::path& b) {
  std::error_code none;
  return a == b || fs::equivalent(a, b, none);
}

}  // namespace

PluginCatalogue::PluginCatalogue(const fs::path& host_program, const fs::path& folder,
                                 const std::vector<fs::path>& named)
    : folder_(folder) {
  std::vector<fs::path> files;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(folder, none)) {
    if (entry.path().extension() == ".so") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  for (const fs::path& file : named) {
    const auto same = [&](const fs::path& other) { return is_same_file(file, other); };
    if (std::ranges::none_of(files, same)) files.push_back(file);
  }
  for (const fs::path& file : files) {
    auto answer = describe_plugin(host_program, file);
    if (auto* plugin = std::get_if<PluginInfo>(&answer)) {
      plugins_.push_back(std::move(*plugin));
    } else {
      faults_.push_back(std::get<PluginFault>(std::move(answer)));
    }
  }
}

bool PluginCatalogue::lies_in_folder(const PluginInfo& plugin) const {
  return plugin.file.parent_path() == folder_;
}

std::vector<PluginCatalogue::Found> PluginCatalogue::offering(std::string_view type) const {
  std::vector<Found> out;
  for (const PluginInfo& plugin : plugins_) {
    const ChannelTypeInfo* found = lies_in_folder(plugin) ? find_type(plugin, type) : nullptr;
    if (found) out.push_back({&plugin, found});
  }
  return out;
}

const PluginInfo* PluginCatalogue::plugin(const fs::path& file) const {
  const auto found =
      std::ranges::find_if(plugins_, [&](const PluginInfo& one) { return is_same_file(one.file, file); });
  return found == plugins_.end() ? nullptr : &*found;
}

const PluginFault* PluginCatalogue::fault(const fs::path& file) const {
  const auto found =
      std::ranges::find_if(faults_, [&](const PluginFault& one) { return is_same_file(one.file, file); });
  return found == faults_.end() ? nullptr : &*found;
}

std::vector<std::string> PluginCatalogue::types() const {
  std::vector<std::string> out;
  for (const PluginInfo& plugin : plugins_) {
    if (!lies_in_folder(plugin)) continue;
    for (const ChannelTypeInfo& type : plugin.types) out.push_back(type.id);
  }
  std::ranges::sort(out);
  const auto rest = std::ranges::unique(out);
  out.erase(rest.begin(), rest.end());
  return out;
}

const ChannelTypeInfo* find_type(const PluginInfo& plugin, std::string_view type) {
  const auto found = std::ranges::find(plugin.types, type, &ChannelTypeInfo::id);
  return found == plugin.types.end() ? nullptr : &*found;
}

}  // namespace lifecycled
