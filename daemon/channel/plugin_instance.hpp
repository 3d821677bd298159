// One configured channel of a loaded plugin, with the host's side of the ABI around it: it hands messages
// over, keeps their memory until they are completed, and passes each ticket's one result on. The child
// process, LoadedChannel and the checker stand on it.
//
// Everything here is called by one thread, which is the plugin's [control] and [channel]. What the plugin
// calls may come from any.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "channel/option_values.hpp"
#include "channel/plugin_events.hpp"
#include "channel/plugin_library.hpp"
#include "channel/webhook.hpp"

namespace lifecycled {

class HttpService;

// The plugin does not want to be configured so.
struct PluginRefusal : std::runtime_error {
  PluginRefusal(std::string key_, const std::string& text) : std::runtime_error(text), key(std::move(key_)) {}
  std::string key;  // the option to blame, or ""
};

class PluginInstance {
 public:
  // Throws PluginError or PluginRefusal. Without an HTTP service the plugin is told that there is none.
  PluginInstance(std::shared_ptr<const PluginLibrary> library, std::string_view type,
                 const OptionValues& options, PluginEvents& events, HttpService* http);
  // Ends open requests and reports, then calls the plugin's destroy().
  ~PluginInstance();
  PluginInstance(const PluginInstance&) = delete;
  PluginInstance& operator=(const PluginInstance&) = delete;

  Capabilities capabilities() const;
  // The body of a Submit frame. False when it is garbage.
  bool submit(std::string_view frame_body);
  // `done` is called once, perhaps at once: when the reports that the plugin made of it are stored.
  void receive_webhook(const WebhookRequest& request, std::function<void(WebhookReply)> done);
  void reports_stored(std::uint64_t batch, bool stored);
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
