// A configured way to reach people, whatever stands behind it: a plugin in a child process
// (remote_channel.hpp) or one loaded here (loaded_channel.hpp). Everything below is called, and calls back,
// on the io thread only.
//
// Every ticket given to submit() comes back exactly once, by completed() or by lost(), and never from inside
// submit().
// state_changed() may come from inside stop() or kill(). A channel may be destroyed from inside any event.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "channel/outbound_message.hpp"
#include "channel/outcome.hpp"
#include "channel/receipt.hpp"
#include "channel/webhook.hpp"

namespace lifecycled {

enum class ChannelState {
  Starting,    // the plugin is being loaded and configured
  Ready,       // takes messages
  Restarting,  // the plugin failed; it is started again after a pause
  Down,        // given up: wrong options, or too many crashes; only a reload or a restart helps
  Stopping,    // finishes what is in flight, takes nothing new
  Stopped,     // holds nothing any more
};
std::string_view to_text(ChannelState state);

// What the configured channel can do, by its own word. A number of 0 means no limit.
struct Capabilities {
  std::uint32_t batch_size = 0;
  std::uint32_t in_flight = 0;
  std::uint32_t per_second = 0;
  std::uint32_t text_characters = 0;
  bool html = false;
  bool subject = false;
  bool reports = false;
  bool deduplicates = false;  // in doubt is safe to send again under the same idempotency key
  bool receives_webhooks = false;
};

struct Completion {
  std::uint64_t ticket = 0;
  AttemptResult result;
};

// A ticket that will never be answered. If it had not started, nothing can have left: back to the queue, no
// attempt counted. If it had, it is in doubt.
struct Lost {
  std::uint64_t ticket = 0;
  bool started = false;
};

class ChannelEvents {
 public:
  virtual ~ChannelEvents() = default;
  virtual void completed(std::vector<Completion> completions) = 0;
  virtual void lost(std::vector<Lost> tickets) = 0;
  virtual void state_changed(ChannelState state, const std::string& reason) = 0;
  virtual void logged(int syslog_level, const std::string& text) = 0;
  // Call `done` when these are stored, or cannot be; also after the channel is gone, when it does nothing.
  virtual void reported(std::vector<Receipt> receipts, std::function<void(bool stored)> done) = 0;
};

class Channel {
 public:
  virtual ~Channel() = default;  // kills; no event is called from here or after

  virtual void start() = 0;
  virtual ChannelState state() const = 0;
  // Of the last plugin that was Ready; all zero before the first one.
  virtual const Capabilities& capabilities() const = 0;
  // What keeps the plugin of the last child in bounds, in words; "" before the first one, or without a child.
  virtual std::string fence() const { return {}; }
  virtual std::size_t in_flight() const = 0;

  // Unless the channel is Ready, every ticket is soon lost as not started.
  virtual void submit(std::vector<OutboundMessage> messages) = 0;
  // The outcomes of these tickets are safely stored: the ledger of started tickets may forget them
  // (ledger.hpp).
  virtual void settled(const std::vector<std::uint64_t>& tickets) = 0;

  // Hands a provider's request to the plugin. `done` is called once, never from inside this call; with
  // nothing when the channel is not Ready, or has not answered in time, or failed before it answered.
  virtual void receive_webhook(WebhookRequest request,
                               std::function<void(std::optional<WebhookReply>)> done) = 0;

  // Finishes what is in flight, within the configured time, then Stopped.
  virtual void stop() = 0;
  // Ends the plugin now; what was in flight is lost, then Stopped.
  virtual void kill() = 0;
};

}  // namespace lifecycled
