// Where the program's own parts lie: the host of plugins and the plugins. Found from where the program itself
// is, so that a build tree and an installation both work. Any thread.
#pragma once

#include <filesystem>

namespace lifecycled {

struct ProgramPlaces {
  std::filesystem::path plugin_host;
  std::filesystem::path plugins;
};

// build/bin/lifecycled has build/lib/plugins; /usr/bin/lifecycled has /usr/lib/lifecycled and its plugins/.
ProgramPlaces find_program_places();

}  // namespace lifecycled
