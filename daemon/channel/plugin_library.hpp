// A loaded plugin: its entry struct, checked as far as that is possible before calling anything of it.
// Loading runs the library's own code, so the daemon does it in a child process only. One thread at a time.
#pragma once

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string_view>

#include "lifecycled/channel.h"

namespace lifecycled {

struct PluginError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class PluginLibrary {
 public:
  // Throws PluginError: where, what, what to do.
  explicit PluginLibrary(const std::filesystem::path& file);
  ~PluginLibrary();
  PluginLibrary(const PluginLibrary&) = delete;
  PluginLibrary& operator=(const PluginLibrary&) = delete;

  const lc_plugin& entry() const { return *entry_; }
  // The type of that id, or the only one for "". Throws PluginError.
  const lc_channel_type& type(std::string_view id) const;

 private:
  struct Loaded;
  std::unique_ptr<Loaded> loaded_;
  const lc_plugin* entry_ = nullptr;
};

}  // namespace lifecycled
