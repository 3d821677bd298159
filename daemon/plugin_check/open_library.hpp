// A plugin's library below PluginLibrary: loaded as the host loads it, and its entry not looked at yet. One
// thread.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

#include <dlfcn.h>

#include "lifecycled/channel.h"

namespace lifecycled::plugin_check {

class OpenLibrary {
 public:
  // Throws std::runtime_error with the dynamic linker's word.
  explicit OpenLibrary(const std::filesystem::path& file)
      // A name without a slash would be searched for elsewhere.
      : handle_(::dlopen(std::filesystem::absolute(file).c_str(), RTLD_NOW | RTLD_LOCAL)) {
    if (handle_ == nullptr) throw std::runtime_error(::dlerror());
  }
  ~OpenLibrary() { ::dlclose(handle_); }
  OpenLibrary(const OpenLibrary&) = delete;
  OpenLibrary& operator=(const OpenLibrary&) = delete;

  // Null if there is none.
  const lc_plugin* entry() const {
    return static_cast<const lc_plugin*>(::dlsym(handle_, "lifecycled_plugin"));
  }

 private:
  void* handle_;
};

}  // namespace lifecycled::plugin_check
