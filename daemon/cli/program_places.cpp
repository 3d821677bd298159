#include "cli/program_places.hpp"

namespace lifecycled {

ProgramPlaces find_program_places() {
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe");
  const std::filesystem::path beside = program.parent_path();
  const std::filesystem::path installed = beside.parent_path() / "lib" / "lifecycled";
  if (std::filesystem::exists(installed / "lifecycled-plugin-host")) {
    return {installed / "lifecycled-plugin-host", installed / "plugins"};
  }
  return {beside / "lifecycled-plugin-host", beside.parent_path() / "lib" / "plugins"};
}

}  // namespace lifecycled
