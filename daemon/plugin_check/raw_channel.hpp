// A channel of the plugin under check with tables of the checker's own around it, for what PluginInstance
// cannot do: be an older or a newer host, or one without services, and see every call the plugin makes. One
// thread drives it; the plugin may speak from any.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "lifecycled/ext/http.h"
#include "lifecycled/ext/report.h"
#include "plugin_check/scripted_provider.hpp"
#include "plugin_check/subject.hpp"

namespace lifecycled::plugin_check {

class RawChannel {
 public:
  enum class Services { All, None };
  // Throws PluginRefusal.
  RawChannel(Subject& subject, const OptionValues& options, Services services);
  ~RawChannel();
  RawChannel(const RawChannel&) = delete;
  RawChannel& operator=(const RawChannel&) = delete;

  void capabilities(lc_capabilities& out);
  void submit(const lc_message* const* messages, std::size_t count);
  // Until so many tickets are completed. Ends the check when that takes too long, or one comes twice.
  void settle(std::size_t count);
  void stop();
  const void* extension(const char* id);

  // Called with each ticket when its result was read; any thread. Set it before submit().
  std::function<void(std::uint64_t)> when_completed;
  // The same with each result, as the plugin made it.
  std::function<void(const lc_result&)> when_result;
  // From now on; before, all is well with the provider.
  void answer_with(ScriptedProvider::Script script) { provider_.set_script(std::move(script)); }
  // Where the plugin asked for its options outside create(), or on another thread; "" if nowhere.
  std::string misread() const;

 private:
  struct Table : lc_host {
    RawChannel* channel;
  };
  static RawChannel& of(const lc_host* host) { return *static_cast<const Table*>(host)->channel; }
  struct Config;
  static Config& config_of(const lc_config* config);
  static const void* service(const lc_host* host, const char* id);
  void completed(std::uint64_t ticket, const lc_result& result);
  void send(const lc_http_request& request, lc_http_done done, void* user);
  void turn();

  Subject& subject_;
  const Services services_;
  Table table_{};
  std::unique_ptr<Config> config_;
  ScriptedProvider provider_;
  const lc_channel_type& type_;
  lc_channel* channel_ = nullptr;
  std::mutex mutex_;
  std::map<std::uint64_t, unsigned> completions_;                    // guarded by mutex_
  std::vector<std::pair<lc_report_done, void*>> reports_to_answer_;  // guarded by mutex_
};

// A message in memory of its own, which can be taken away for good.
class GuardedMessage {
 public:
  // With `growth` more bytes at the end of its struct, as a newer host would have.
  GuardedMessage(const OutboundMessage& message, std::uint64_t ticket, std::size_t growth = 0);
  ~GuardedMessage();
  GuardedMessage(const GuardedMessage&) = delete;
  GuardedMessage& operator=(const GuardedMessage&) = delete;

  const lc_message* fields() const { return static_cast<const lc_message*>(memory_); }
  // From now on, touching it ends the process.
  void take_away();

 private:
  void* memory_;
  std::size_t size_;
};

}  // namespace lifecycled::plugin_check
