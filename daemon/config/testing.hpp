// For tests only, of this room and of those that read the files: files in a folder of their own, and problems
// as the lines that people see.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "base/problem.hpp"

namespace lifecycled::testing {

// Removed with everything in it at the end.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "lifecycled-config-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::filesystem::path& path() const { return path_; }
  void write(const std::string& name, std::string_view content) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << content;
  }

 private:
  std::filesystem::path path_;
};

// One a line, without the folder that the test made.
inline std::string lines(const Problems& problems, const std::filesystem::path& folder = {}) {
  const std::string prefix = folder.empty() ? "" : folder.string() + "/";
  std::string out;
  for (const Problem& problem : problems.sorted()) {
    std::string line = to_string(problem);
    for (std::size_t at = 0; !prefix.empty() && (at = line.find(prefix, at)) != std::string::npos;) {
      line.erase(at, prefix.size());
    }
    out += line + "\n";
  }
  return out;
}

}  // namespace lifecycled::testing
