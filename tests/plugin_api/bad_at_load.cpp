// Plugins that are wrong before anything of them is called; BAD says how.
#include <csignal>

#include <unistd.h>

#include "lifecycled/channel.h"

enum { crash = 1, hang = 2, other_abi = 3 };

namespace {

struct AtLoad {
  AtLoad() {
    if (BAD == crash) {
      std::signal(SIGSEGV, SIG_DFL);
      std::raise(SIGSEGV);
    }
    while (BAD == hang) ::sleep(1);
  }
} at_load;

constexpr const lc_channel_type* no_types[] = {nullptr};

}  // namespace

extern "C" LC_EXPORT const lc_plugin lifecycled_plugin = {
    BAD == other_abi ? 99 : LC_ABI_MAJOR, LC_ABI_MINOR, "org.example.bad", "Bad", "1.0", "tests", no_types};
