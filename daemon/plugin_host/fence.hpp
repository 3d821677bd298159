// The fence around a plugin's process: which files it may reach, which calls of the kernel it may make, how
// much memory it may take. Put up once, before the library is loaded, for its constructors run then; by the
// only thread.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "channel/option_values.hpp"

namespace lifecycled {

struct FencePlan {
  std::filesystem::path plugin;        // it and its folder may be read
  std::filesystem::path state_folder;  // the daemon's: whatever holds it stays closed
  bool makes_folders = false;          // a channel runs; false: it is only asked about its options
  // What the channel's own options name: folders to read and write, made if need be, and files to read.
  std::vector<std::filesystem::path> folders, files;
};

struct Fence {
  bool keeps_files_away = false;  // the kernel has Landlock
  std::string words;              // for the operator: "landlock 7, seccomp, 1 GiB of memory"
};

// Of the text options with these names: "folder" and "..._folder", "file" and "..._file".
void open_named_paths(const OptionValues& options, FencePlan& plan);

struct FenceError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Throws FenceError when the plan would open the daemon's own files, or the kernel refuses.
Fence put_up_fence(const FencePlan& plan);

}  // namespace lifecycled
