// lifecycled-plugin-host: the child process that holds one configured channel's plugin.
//   lifecycled-plugin-host PLUGIN.so              started by the daemon, socket on 3, ledger (ledger.hpp) on
//   4 lifecycled-plugin-host --describe PLUGIN.so   prints what the plugin says of itself, as JSON
#include <csignal>
#include <cstdio>
#include <exception>
#include <string_view>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "plugin_host/describe.hpp"
#include "plugin_host/fence.hpp"
#include "plugin_host/host_loop.hpp"

namespace {

constexpr int socket_descriptor = 3, ledger_descriptor = 4;

bool is_socket(int descriptor) {
  struct stat about{};
  return ::fstat(descriptor, &about) == 0 && S_ISSOCK(about.st_mode);
}

bool is_file(int descriptor) {
  struct stat about{};
  return ::fstat(descriptor, &about) == 0 && S_ISREG(about.st_mode);
}

int serve(const char* plugin) {
  if (!is_socket(socket_descriptor)) {
    std::fputs(
        "lifecycled-plugin-host is started by lifecycled, with a socket on descriptor 3.\n"
        "To see what a plugin offers: lifecycled-plugin-host --describe PLUGIN.so\n",
        stderr);
    return 64;  // EX_USAGE
  }
  // A program that the plugin starts must hold neither our socket nor the channel's lock.
  ::fcntl(socket_descriptor, F_SETFD, FD_CLOEXEC);
  lifecycled::HostLoopSettings settings{plugin, socket_descriptor, -1};
  if (is_file(ledger_descriptor)) {
    ::fcntl(ledger_descriptor, F_SETFD, FD_CLOEXEC);
    // The daemon hands the file over locked; asking again makes sure, and costs nothing.
    if (::flock(ledger_descriptor, LOCK_EX | LOCK_NB) != 0) {
      std::fputs("lifecycled-plugin-host: another process holds this channel's lock; leaving\n", stderr);
      return 75;  // EX_TEMPFAIL
    }
    settings.ledger = ledger_descriptor;
  }
  return lifecycled::run_host_loop(settings);
}

}  // namespace

int main(int argc, char** argv) try {
  // No program that a plugin runs may gain rights, such as by a set-uid bit.
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  // The daemon decides when this process ends: by a word, or by its own end, which shows as EOF.
  for (const int ignored : {SIGPIPE, SIGINT, SIGTERM, SIGHUP}) std::signal(ignored, SIG_IGN);

  if (argc == 3 && std::string_view(argv[1]) == "--describe") {
    lifecycled::put_up_fence({argv[2], "", false, {}, {}});
    const std::string text = lifecycled::describe_as_json(argv[2]);
    std::puts(text.c_str());
    return 0;
  }
  if (argc == 2 && argv[1][0] != '-') return serve(argv[1]);
  std::fputs("usage: lifecycled-plugin-host PLUGIN.so | --describe PLUGIN.so\n", stderr);
  return 64;
} catch (const std::exception& e) {
  std::fprintf(stderr, "lifecycled-plugin-host: %s\n", e.what());
  return 70;  // EX_SOFTWARE
}
