// GLib's objects count their references; Ref gives one back.
#pragma once

#include <memory>

#include <gmime/gmime.h>

namespace email {

struct Unref {
  void operator()(gpointer object) const { g_object_unref(object); }
};
template <class Object>
using Ref = std::unique_ptr<Object, Unref>;

// Once a process, before GMime is used; any thread, any number of times.
void begin_gmime();

}  // namespace email
