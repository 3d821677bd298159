// Which files a folder holds. For the readers of this room; any thread.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

namespace lifecycled {

// Paths relative to `folder`, sorted; of every depth, without hidden files and editors' backups ("x~"). Those
// with another extension are left out unless `extension` is "". Empty when there is no such folder.
std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder,
                                               std::string_view extension);

}  // namespace lifecycled
