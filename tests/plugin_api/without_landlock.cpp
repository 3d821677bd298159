// Runs lifecycled-plugin-host as an older kernel would: one without Landlock, by a filter that says so.
#include <cerrno>
#include <cstdio>

#include <seccomp.h>
#include <unistd.h>

int main(int, char** argv) {
  const scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
  if (filter == nullptr ||
      seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(landlock_create_ruleset), 0) != 0 ||
      seccomp_load(filter) != 0) {
    std::fputs("the kernel has no seccomp\n", stderr);
    return 1;
  }
  ::execv(PLUGIN_HOST, argv);
  std::perror(PLUGIN_HOST);
  return 1;
}
