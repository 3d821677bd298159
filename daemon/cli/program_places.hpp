// Where the program's own parts lie: the host of plugins, the plugins, the campaigns that come with it. Found
// from where the program itself is, so that a build tree and an installation both work. Any thread.
#pragma once

#include <filesystem>

namespace lifecycled {

struct ProgramPlaces {
  std::filesystem::path plugin_host;
  std::filesystem::path plugins;
  std::filesystem::path configuration;  // the shipped config folder; may be missing
};

// build/bin/lifecycled has build/lib/plugins; /usr/bin/lifecycled has /usr/lib/lifecycled and its plugins/,
// and /usr/share/lifecycled/config.
ProgramPlaces find_program_places();

}  // namespace lifecycled
