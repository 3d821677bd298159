// Which files this process, and whatever it starts, may still reach: Landlock, which Linux grants without
// privileges. Once before a plugin is loaded; the thread that calls enforce() and all it creates later.
#pragma once

#include <cstdint>
#include <filesystem>

namespace lifecycled {

// What a path and all below it is opened for.
enum class Reach {
  Read,       // files and folders
  Run,        // read, and start programs from
  ReadWrite,  // a folder: read, write, make, rename and remove
  Device,     // a file: read and write
};

class Landlock {
 public:
  // What this kernel knows: the number of its interface, 0 = it has none, or it is switched off.
  static int version();

  // Everything is denied that allow() does not open. Throws std::system_error, as do all below.
  explicit Landlock(int version);
  ~Landlock();
  Landlock(const Landlock&) = delete;
  Landlock& operator=(const Landlock&) = delete;

  // What does not exist is left out: it cannot be reached anyway.
  void allow(const std::filesystem::path& path, Reach reach);
  void enforce();

 private:
  std::uint64_t rights_;  // to files, as far as this kernel knows them
  int ruleset_;
};

}  // namespace lifecycled
