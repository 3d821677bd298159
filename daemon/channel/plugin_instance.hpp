// One configured channel of a loaded plugin, with the host's side of the ABI around it: it hands messages
// over, keeps their memory until they are completed, and passes each ticket's one result on. The child
// process and LoadedChannel both stand on it.
//
// Constructor, destructor, submit, stop and capabilities: one thread. What the plugin calls may come from
// any.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "channel/channel.hpp"
#include "channel/option_values.hpp"
#include "channel/plugin_library.hpp"

namespace lifecycled {

// Called from any thread, perhaps from several at once, perhaps from inside submit().
class PluginEvents {
 public:
  virtual ~PluginEvents() = default;
  virtual void completed(Completion completion) = 0;
  virtual void logged(int syslog_level, std::string_view text) = 0;
  // Records tickets as started; false when that failed.
  virtual bool started(const std::uint64_t* tickets, std::size_t count) = 0;
};

// The plugin does not want to be configured so.
struct PluginRefusal : std::runtime_error {
  PluginRefusal(std::string key_, const std::string& text) : std::runtime_error(text), key(std::move(key_)) {}
  std::string key;  // the option to blame, or ""
};

class PluginInstance {
 public:
  // Throws PluginError or PluginRefusal.
  PluginInstance(std::shared_ptr<const PluginLibrary> library, std::string_view type,
                 const OptionValues& options, PluginEvents& events);
  // Calls the plugin's destroy().
  ~PluginInstance();
  PluginInstance(const PluginInstance&) = delete;
  PluginInstance& operator=(const PluginInstance&) = delete;

  Capabilities capabilities() const;
  // The body of a Submit frame. False when it is garbage.
  bool submit(std::string_view frame_body);
  void stop();
  // From now on no ticket may start any more.
  void forbid_starts();
  // Tickets not completed yet; and those of them that have started.
  std::size_t open() const;
  std::size_t open_started() const;

  struct State;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace lifecycled
