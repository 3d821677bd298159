#include "gmime_ref.hpp"

#include <mutex>

#include <dlfcn.h>

namespace email {

void begin_gmime() {
  static std::once_flag once;
  std::call_once(once, [] {
    g_mime_init();
    // GMime has registered its types with GLib, which stays loaded: so must GMime when this plugin is
    // unloaded.
    ::dlopen("libgmime-3.0.so.0", RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE);
  });
}

}  // namespace email
