// One life of a channel's child process as the daemon sees it: started, greeted, configured, served, buried.
// For remote_channel.cpp only; io thread only.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "base/redaction.hpp"
#include "channel/channel.hpp"
#include "channel/child_process.hpp"
#include "channel/frames.hpp"
#include "channel/log_throttle.hpp"
#include "channel/remote_channel.hpp"
#include "channel/waiting_webhooks.hpp"

namespace lifecycled {

// Called while serve() runs, never after.
class ChildLinkEvents {
 public:
  virtual ~ChildLinkEvents() = default;
  virtual void fenced(const std::string& words) = 0;  // how the child has fenced itself; before ready()
  virtual void ready(const Capabilities& capabilities) = 0;
  virtual void completed(std::vector<Completion> completions) = 0;
  virtual void logged(int syslog_level, const std::string& text) = 0;
  virtual void reported(std::vector<Receipt> receipts, std::function<void(bool stored)> done) = 0;
  virtual void ticked() = 0;  // about once a second
};

class ChildLink : public std::enable_shared_from_this<ChildLink> {
 public:
  // Starts the process, which inherits the ledger. Throws std::system_error. `events` and `settings` are used
  // until serve() returns.
  ChildLink(boost::asio::io_context& io, ChildLinkEvents& events, const RemoteChannelSettings& settings,
            int ledger);

  struct Farewell {
    bool for_good = false;  // starting it again would end the same way
    std::string reason;     // "was killed by signal 11 (Segmentation fault)"
  };
  // Until the child is dead and buried.
  boost::asio::awaitable<Farewell> serve();

  // Messages too large to be sent, by position.
  std::vector<std::size_t> submit(std::span<const OutboundMessage> messages);
  void receive_webhook(WebhookRequest request, WaitingWebhooks::Done done);
  void ask_to_stop();
  // Kills it; serve() returns soon.
  void end(std::string reason);

 private:
  struct Pipes;
  ChildLink(boost::asio::io_context& io, ChildLinkEvents& events, const RemoteChannelSettings& settings,
            int ledger, Pipes pipes);

  boost::asio::awaitable<void> read_frames();
  boost::asio::awaitable<void> watch_exit(std::shared_ptr<ChildLink> self);
  boost::asio::awaitable<void> watch_time(std::shared_ptr<ChildLink> self);
  boost::asio::awaitable<void> read_output(std::shared_ptr<ChildLink> self);
  bool handle(const frames::Frame& frame);
  std::string refusal(const frames::Refused& refused) const;
  bool greet(std::string_view body);
  bool pass_reports(std::string_view body);
  bool pass_webhook_answer(std::string_view body);
  void send();
  void tick();
  void log(int level, std::string_view text);
  void take_output(std::string_view bytes);

  ChildLinkEvents& events_;
  const RemoteChannelSettings& settings_;
  const Redaction redaction_;  // what the plugin says passes through it
  boost::asio::local::stream_protocol::socket socket_;
  boost::asio::posix::stream_descriptor output_;
  ChildProcess process_;
  boost::asio::posix::stream_descriptor exit_;
  boost::asio::steady_timer timer_;   // paces watch_time
  boost::asio::steady_timer exited_;  // cancelled = the process has ended
  frames::Splitter splitter_;
  std::string pending_, writing_;  // pending_ waits while writing_ is on its way
  std::string output_line_;
  LogThrottle throttle_;
  WaitingWebhooks webhooks_;
  Farewell farewell_;
  std::chrono::steady_clock::time_point born_;
  std::optional<std::chrono::steady_clock::time_point> stop_by_;
  std::uint64_t ping_ = 0;
  std::size_t ticks_ = 0, silent_ticks_ = 0;
  bool is_greeted_ = false, is_ready_ = false, is_writing_ = false, has_exited_ = false, is_over_ = false;
};

}  // namespace lifecycled
