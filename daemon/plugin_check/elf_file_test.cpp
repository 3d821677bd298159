#include "plugin_check/elf_file.hpp"

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include <doctest/doctest.h>
#include <unistd.h>

#include "base/file.hpp"

using namespace lifecycled;
using namespace lifecycled::plugin_check;

namespace {

// A library that is there wherever this runs: the one of this process that exports malloc.
std::filesystem::path c_library() {
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);)
    if (line.ends_with("/libc.so.6")) return line.substr(line.find('/'));
  throw std::runtime_error("this program has no libc.so.6");
}

struct ScratchFile {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("lifecycled-elf-" + std::to_string(::getpid()));
  explicit ScratchFile(std::string_view content) { write_file(path, content); }
  ~ScratchFile() { std::filesystem::remove(path); }
};

}  // namespace

TEST_CASE("a library's exported names are read") {
  const ElfFile elf = read_elf(c_library());
  CHECK(std::ranges::find(elf.exported, "malloc") != elf.exported.end());
  // It needs that one and does not export it.
  CHECK(std::ranges::find(elf.exported, "_rtld_global") == elf.exported.end());
}

TEST_CASE("what is no library is said to be none, however it is cut") {
  CHECK_THROWS_WITH_AS(read_elf(ScratchFile("#!/bin/sh\n" + std::string(100, 'x')).path),
                       doctest::Contains("is no shared library"), std::runtime_error);
  CHECK_THROWS_AS(read_elf(ScratchFile("").path), std::runtime_error);
  const std::string whole = read_file(c_library(), 64u << 20);
  for (const std::size_t size : {40ul, 64ul, whole.size() / 2, whole.size() - 100})
    CHECK_THROWS_AS(read_elf(ScratchFile(std::string_view(whole).substr(0, size)).path), std::runtime_error);
}
