// Which plugin offers which channel type: every .so of the plugin folder and those that the configuration
// names, each asked in a process of its own. Built by check, serve, reload and `plugins`; blocks for some
// milliseconds a plugin.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "channel/plugin_info.hpp"

namespace lifecycled {

class PluginCatalogue {
 public:
  // `folder` may be missing; `named` are files of their own, each asked once, also if it lies in the folder.
  PluginCatalogue(const std::filesystem::path& host_program, const std::filesystem::path& folder,
                  const std::vector<std::filesystem::path>& named = {});

  struct Found {
    const PluginInfo* plugin;
    const ChannelTypeInfo* type;
  };
  // Every plugin of the folder that offers it: two are one too many.
  std::vector<Found> offering(std::string_view type) const;
  // What this file said of itself; null if it could not.
  const PluginInfo* plugin(const std::filesystem::path& file) const;
  const PluginFault* fault(const std::filesystem::path& file) const;

  std::vector<std::string> types() const;  // of the folder, each once
  const std::vector<PluginInfo>& plugins() const { return plugins_; }
  const std::vector<PluginFault>& faults() const { return faults_; }
  const std::filesystem::path& folder() const { return folder_; }

 private:
  bool lies_in_folder(const PluginInfo& plugin) const;

  std::filesystem::path folder_;
  std::vector<PluginInfo> plugins_;  // those of the folder first, by file
  std::vector<PluginFault> faults_;
};

const ChannelTypeInfo* find_type(const PluginInfo& plugin, std::string_view type);

}  // namespace lifecycled
