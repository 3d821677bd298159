// What a shared library of 64 bits says to the dynamic linker, read without running any of it. Any thread.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace lifecycled::plugin_check {

struct ElfFile {
  std::vector<std::string> exported;  // names that others can link to
  bool is_global = false;             // asks to be seen by every other library (DF_1_GLOBAL)
  bool is_never_unloaded = false;     // asks to stay for ever (DF_1_NODELETE)
};

// Throws std::runtime_error when it is no such file. Every byte of it is a stranger's.
ElfFile read_elf(const std::filesystem::path& file);

}  // namespace lifecycled::plugin_check
