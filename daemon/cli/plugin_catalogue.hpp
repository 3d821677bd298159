// Which plugin offers which channel type: every .so of the plugin folder, asked in a process of its own.
// Built by check, serve and reload; blocks for some milliseconds a plugin.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "channel/plugin_info.hpp"

namespace lifecycled {

class PluginCatalogue {
 public:
  PluginCatalogue(const std::filesystem::path& host_program, const std::filesystem::path& folder);

  struct Found {
    const PluginInfo* plugin;
    const ChannelTypeInfo* type;
  };
  // Null pointers if no plugin offers it.
  Found find(std::string_view type) const;
  std::vector<std::string> types() const;
  const std::vector<PluginFault>& faults() const { return faults_; }

 private:
  std::vector<PluginInfo> plugins_;
  std::vector<PluginFault> faults_;
};

}  // namespace lifecycled
