#include "cli/program_places.hpp"

namespace lifecycled {
namespace {

// A build tree lies somewhere below the sources: build/bin, build/release/bin.
std::filesystem::path configuration_above(std::filesystem::path folder) {
  for (int steps = 0; steps < 4 && folder.has_relative_path(); ++steps) {
    folder = folder.parent_path();
    if (std::filesystem::exists(folder / "config" / "campaigns")) return folder / "config";
  }
  return {};
}

}  // namespace

ProgramPlaces find_program_places() {
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe");
  const std::filesystem::path beside = program.parent_path();
  const std::filesystem::path installed = beside.parent_path() / "lib" / "lifecycled";
  if (std::filesystem::exists(installed / "lifecycled-plugin-host")) {
    return {installed / "lifecycled-plugin-host", installed / "plugins",
            beside.parent_path() / "share" / "lifecycled" / "config"};
  }
  return {beside / "lifecycled-plugin-host", beside.parent_path() / "lib" / "plugins",
          configuration_above(beside)};
}

}  // namespace lifecycled
