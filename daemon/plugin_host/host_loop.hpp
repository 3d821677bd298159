// The child's work: frames on one side, the plugin's function tables on the other. The plugin's [channel] and
// [control] calls all happen on the thread that calls run(); what the plugin calls may come from any.
#pragma once

#include <filesystem>

namespace lifecycled {

struct HostLoopSettings {
  std::filesystem::path plugin;
  int socket = 3;
  int ledger = -1;  // -1: nothing is recorded (tests)
};

// Returns the exit status of the process, when the daemon says stop, is gone, or sends garbage.
int run_host_loop(const HostLoopSettings& settings);

}  // namespace lifecycled
