// One configured channel of the plugin under check, on the same PluginInstance as in lifecycled-plugin-host,
// with the daemon's side played here: it numbers tickets, stores reports, records starts, and notes
// everything the plugin says. One thread drives it; the plugin may speak from any.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "channel/plugin_instance.hpp"
#include "plugin_check/scripted_provider.hpp"
#include "plugin_check/subject.hpp"

namespace lifecycled::plugin_check {

class Trial final : public PluginEvents {
 public:
  struct Settings {
    OptionValues options;
    ScriptedProvider::Script script;  // none: the success that the author described
    bool has_http = true;
    bool may_start = true;  // what the plugin hears when it asks
    std::uint64_t first_ticket = 1;
    std::function<void(const std::function<void()>&)> call;  // on which thread calls go in; none: this one
  };
  explicit Trial(Subject& subject);
  // Throws PluginRefusal, as PluginInstance does.
  Trial(Subject& subject, Settings settings);
  ~Trial() override;

  // Returns the tickets.
  std::vector<std::uint64_t> submit(std::vector<OutboundMessage> messages);
  // Lets the plugin and its provider work until every ticket is completed, and a moment longer for what may
  // come twice. Ends the check when that takes longer than the author allows.
  void settle();
  // For so long, or until `enough` holds.
  void turn_for(std::chrono::milliseconds time, const std::function<bool()>& enough = nullptr);
  // Ends the check when the plugin broke the contract on the way. Being slow, and sending what was not
  // started, have checks of their own.
  void expect_good_manners() const;
  // Calls destroy(); what is noted stays. Ends the check when a ticket is left then.
  void end();

  ScriptedProvider& provider() { return provider_; }
  PluginInstance& channel() { return *channel_; }
  const Capabilities& capabilities() const { return capabilities_; }
  // At most what the plugin takes at once, and at least one.
  std::size_t full_batch() const;

  bool is_complete(std::uint64_t ticket) const;
  // Ends the check when the ticket is not completed.
  AttemptResult result_of(std::uint64_t ticket) const;
  std::vector<std::pair<Misdeed, std::string>> misdeeds() const;
  std::vector<std::string> lines() const;  // what it logged
  std::vector<AttemptResult> results() const;
  std::size_t starts_of(std::uint64_t ticket) const;
  // Delivers it and waits for the reply; the receipts are those that came meanwhile.
  std::pair<WebhookReply, std::vector<Receipt>> receive(const WebhookRequest& request);

 private:
  void completed(Completion completion) override;
  void logged(int level, std::string_view text) override;
  void misbehaved(Misdeed deed, std::string_view text) override;
  bool started(const std::uint64_t* tickets, std::size_t count) override;
  void reported(std::uint64_t batch, std::vector<Receipt> receipts) override;
  void turn();
  void call(const std::function<void()>& work);

  Subject& subject_;
  const Settings settings_;
  ScriptedProvider provider_;
  std::uint64_t next_ticket_;
  mutable std::mutex mutex_;
  std::condition_variable said_something_;
  // guarded by mutex_
  std::map<std::uint64_t, AttemptResult> results_;
  std::map<std::uint64_t, std::size_t> starts_;
  std::vector<std::pair<Misdeed, std::string>> misdeeds_;
  std::vector<std::string> lines_;
  std::vector<Receipt> receipts_;
  std::vector<std::uint64_t> batches_to_store_;

  Capabilities capabilities_;
  std::unique_ptr<PluginInstance> channel_;
};

// The author's answer for a status, or the usual body for it.
ProviderAnswer answer_with_status(const Subject& subject, int status);
ScriptedProvider::Script always(ProviderAnswer answer);
ScriptedProvider::Script always(Answer answer);
// "accepted (message): the detail"
std::string shown(const AttemptResult& result);

}  // namespace lifecycled::plugin_check
