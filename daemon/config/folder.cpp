#include "config/folder.hpp"

#include <algorithm>
#include <string>
#include <system_error>

namespace lifecycled {

std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder,
                                               std::string_view extension) {
  namespace fs = std::filesystem;
  std::vector<fs::path> out;
  std::error_code failed;
  for (fs::recursive_directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    const std::string name = at->path().filename().string();
    const bool is_hidden = name.starts_with('.');
    std::error_code unknown;
    if (at->is_directory(unknown)) {
      if (is_hidden) at.disable_recursion_pending();
      continue;
    }
    if (is_hidden || name.ends_with('~')) continue;
    if (!extension.empty() && at->path().extension() != extension) continue;
    out.push_back(at->path().lexically_relative(folder));
  }
  std::ranges::sort(out);
  return out;
}

}  // namespace lifecycled
