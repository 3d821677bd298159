// OpenSSL's objects as owners that free them. For what makes keys; any thread.
#pragma once

#include <memory>

namespace lifecycled {

template <auto Free>
struct FreeBy {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};

}  // namespace lifecycled
