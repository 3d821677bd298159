// The command line: every sub-command with its help. main's only call.
#pragma once

namespace lifecycled {

// Exit status: 0 done, 1 it failed or the check found errors, 2 the command line was wrong.
int run_app(int argc, char** argv);

}  // namespace lifecycled
