#include "config/settings.hpp"

#include <algorithm>
#include <filesystem>

namespace lifecycled {

const ChannelSettings* Settings::channel(std::string_view name) const {
  const auto found = std::ranges::find(channels, name, &ChannelSettings::name);
  return found == channels.end() ? nullptr : &*found;
}

std::string Settings::absolute(std::string_view path) const {
  return (std::filesystem::path(file).parent_path() / path).lexically_normal().string();
}

}  // namespace lifecycled
