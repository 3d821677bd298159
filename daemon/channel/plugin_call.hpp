// What a thread is to a plugin while it is inside one of its functions: the tags of lifecycled/channel.h. One
// of these stands around every call into a plugin. For the plugin_*.cpp of this folder only.
#pragma once

#include <chrono>

namespace lifecycled {

class PluginCall {
 public:
  enum class Role { Control, Channel };
  // `channel` tells one channel's calls from another's on the same thread.
  PluginCall(Role role, const void* channel)
      : role_(role), channel_(channel), outer_(current()), began_(std::chrono::steady_clock::now()) {
    current() = this;
  }
  ~PluginCall() { current() = outer_; }
  PluginCall(const PluginCall&) = delete;
  PluginCall& operator=(const PluginCall&) = delete;

  std::chrono::milliseconds took() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began_);
  }

  // Whether this thread is inside such a call of that channel.
  static bool is_inside(Role role, const void* channel) {
    for (const PluginCall* call = current(); call != nullptr; call = call->outer_) {
      if (call->role_ == role && call->channel_ == channel) return true;
    }
    return false;
  }

 private:
  static const PluginCall*& current() {
    static thread_local const PluginCall* innermost = nullptr;
    return innermost;
  }

  Role role_;
  const void* channel_;
  const PluginCall* outer_;
  std::chrono::steady_clock::time_point began_;
};

}  // namespace lifecycled
