// Which calls of the kernel this process, and whatever it starts, may still make: seccomp. A list of what no
// plugin needs; a refused call is an error that libraries can answer, never a killed process. Once, before a
// plugin is loaded.
#pragma once

namespace lifecycled {

// False: this kernel has no seccomp. Throws std::system_error when the filter could not be made.
bool filter_system_calls();

}  // namespace lifecycled
