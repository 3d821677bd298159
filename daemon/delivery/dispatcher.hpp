// Sends what is queued for one channel: claims in the store, renders on a reader, hands over to the channel
// at its pace, writes down what became of it. One a channel, so that no channel ever holds up another. On the
// io thread.
//
// The order that nothing is lost by: attempt on disk, content on disk, then the plugin; outcome on disk, then
// the ledger of started tickets may forget it. What was in flight when a daemon ended is settled before the
// channel starts again.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/log.hpp"
#include "base/wake.hpp"
#include "channel/channel.hpp"
#include "delivery/channel_webhooks.hpp"
#include "delivery/claiming.hpp"
#include "delivery/outbox.hpp"
#include "delivery/pace.hpp"
#include "delivery/stock.hpp"
#include "delivery/suspects.hpp"
#include "store/store.hpp"

namespace lifecycled {

struct DispatcherSettings {
  std::string channel;
  std::filesystem::path ledger;
  double per_second = 0;            // the shop's own limit; 0 = the plugin's
  std::function<void()> on_events;  // outcomes on disk are events for the reactor
};

struct ChannelStatus {
  std::string name;
  std::string state;
  std::string reason;  // of the state, or the last thing that went wrong
  std::string fence;   // around the plugin's process: "landlock 7, seccomp, 1 GiB of memory"
  std::size_t in_flight = 0;
  double per_second = 0;                            // 0 = unlimited
  std::uint64_t sent = 0, failed = 0, retried = 0;  // since the daemon started
};

// What a provider told, and who wants to know when it is safe.
struct Report {
  std::vector<Receipt> receipts;
  std::function<void(bool stored)> done;
};

class Dispatcher final : public ChannelEvents {
 public:
  using MakeChannel = std::function<std::unique_ptr<Channel>(ChannelEvents&)>;
  Dispatcher(boost::asio::any_io_executor io, Store& store, const Clock& clock,
             std::shared_ptr<Outbox> outbox, DispatcherSettings settings,
             std::shared_ptr<const DeliveryStock> stock, MakeChannel make_channel, Log log);
  ~Dispatcher() override;

  // Settles what an earlier daemon left in flight, then sends until stop(). Throws what cannot be gone on
  // from.
  boost::asio::awaitable<void> run();
  // Writes down outcomes; runs beside run() and ends after it.
  boost::asio::awaitable<void> record_outcomes();
  void stop();
  bool has_stopped() const { return stopped_; }
  bool is_down() const { return state_ == ChannelState::Down; }

  void notify() {
    wake_.notify();
    retry_wake_.notify();
  }
  void set_paused(bool paused);
  // After a reload: what is being rendered or sent finishes with the old.
  void use(std::shared_ptr<const DeliveryStock> stock, std::shared_ptr<Outbox> outbox);
  ChannelStatus status() const;
  // The provider's requests to this channel.
  std::shared_ptr<ChannelWebhooks> webhooks() const { return webhooks_; }

  void completed(std::vector<Completion> completions) override;
  void lost(std::vector<Lost> tickets) override;
  void state_changed(ChannelState state, const std::string& reason) override;
  void logged(int syslog_level, const std::string& text) override;
  void reported(std::vector<Receipt> receipts, std::function<void(bool stored)> done) override;

 private:
  boost::asio::awaitable<bool> claim_some();
  boost::asio::awaitable<void> record_some();
  boost::asio::awaitable<void> note_capabilities(bool deduplicates);
  void count(const std::vector<Answer>& answers);
  void submit_ready();
  bool is_suspect_alone() const;
  void give_back_ready();
  void apply(const Aftermath& aftermath);
  std::size_t room() const;
  std::optional<Instant> next_look() const;

  boost::asio::any_io_executor io_;
  Store& store_;
  const Clock& clock_;
  std::shared_ptr<Outbox> outbox_;  // used on the writer thread only
  DispatcherSettings settings_;
  std::shared_ptr<const DeliveryStock> stock_;
  MakeChannel make_channel_;
  Log log_;
  Pace pace_;
  // One for each place where something is waited for: two that wait on one Wake would wake each other.
  Wake wake_, outcome_wake_, retry_wake_, end_wake_;
  std::unique_ptr<Channel> channel_;
  std::shared_ptr<ChannelWebhooks> webhooks_;

  std::deque<ReadyMessage> ready_;                      // rendered, waits for a free place in the channel
  std::unordered_map<std::uint64_t, Claim> in_flight_;  // by ticket
  Suspects suspects_;                                   // of having ended the plugin
  std::vector<Answer> answers_;                         // not yet on disk
  std::vector<Claim> unstarted_;                        // to be given back
  std::vector<Report> reports_;                         // not yet on disk, and somebody waits for that
  std::optional<Instant> next_due_;
  std::string last_reason_;
  ChannelState state_ = ChannelState::Starting;
  Milliseconds down_pause_{0};
  SteadyInstant probe_at_{};    // while probing: when the next attempt may be made
  bool is_in_trouble_ = false;  // an answer that concerns the whole channel is not on disk yet
  bool paused_ = false, stopping_ = false, finishing_ = false, stopped_ = false, probing_ = false;
  std::uint64_t sent_ = 0, failed_ = 0, retried_ = 0;
};

}  // namespace lifecycled
