#include "channel/loaded_channel.hpp"

#include <mutex>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "channel/flights.hpp"
#include "channel/frames.hpp"
#include "channel/plugin_instance.hpp"
#include "channel/return_frames.hpp"

namespace lifecycled {
namespace {

namespace asio = boost::asio;

// Gathers what the plugin says on any thread, and tells it on the io thread, one post for all that came
// meanwhile. Outlives the channel when a post is still on its way.
class Inbox final : public PluginEvents, public std::enable_shared_from_this<Inbox> {
 public:
  Inbox(asio::io_context& io, ChannelEvents& events) : io_(io), events_(&events) {}

  void completed(Completion completion) override {
    const std::scoped_lock lock(mutex_);
    completions_.push_back(std::move(completion));
    post_once();
  }
  void logged(int level, std::string_view text) override {
    const std::scoped_lock lock(mutex_);
    lines_.push_back({level, std::string(text)});
    post_once();
  }
  bool started(const std::uint64_t*, std::size_t) override { return true; }
  void reported(std::uint64_t batch, std::vector<Receipt> receipts) override {
    const std::scoped_lock lock(mutex_);
    reports_.push_back({batch, std::move(receipts)});
    post_once();
  }

  // io thread.
  void tell() {
    std::vector<Completion> completions;
    std::vector<frames::LogLine> lines;
    std::vector<frames::Reports> reports;
    {
      const std::scoped_lock lock(mutex_);
      is_posted_ = false;
      completions.swap(completions_);
      lines.swap(lines_);
      reports.swap(reports_);
    }
    if (events_ == nullptr) return;
    for (const auto& line : lines) events_->logged(line.level, line.text);
    std::erase_if(completions, [&](const Completion& c) { return !flights.take(c.ticket); });
    if (!completions.empty() && events_ != nullptr) events_->completed(std::move(completions));
    for (auto& batch : reports) {
      if (events_ == nullptr) return;
      events_->reported(std::move(batch.receipts),
                        [self = shared_from_this(), number = batch.batch](bool stored) {
                          if (self->when_stored) self->when_stored(number, stored);
                        });
    }
    if (events_ != nullptr && when_told) when_told();
  }
  void forget_listener() { events_ = nullptr; }
  ChannelEvents* listener() const { return events_; }

  Flights flights;                                       // io thread
  std::function<void()> when_told;                       // io thread
  std::function<void(std::uint64_t, bool)> when_stored;  // io thread

 private:
  void post_once() {
    if (std::exchange(is_posted_, true)) return;
    asio::post(io_, [self = shared_from_this()] { self->tell(); });
  }

  asio::io_context& io_;
  ChannelEvents* events_;
  std::mutex mutex_;
  // guarded by mutex_
  std::vector<Completion> completions_;
  std::vector<frames::LogLine> lines_;
  std::vector<frames::Reports> reports_;
  bool is_posted_ = false;
};

class LoadedChannel final : public Channel {
 public:
  LoadedChannel(asio::io_context& io, LoadedChannelSettings settings, ChannelEvents& events)
      : io_(io), settings_(std::move(settings)), inbox_(std::make_shared<Inbox>(io, events)) {
    inbox_->when_told = [this] {
      if (state_ == ChannelState::Stopping && inbox_->flights.size() == 0) finish();
    };
    inbox_->when_stored = [this](std::uint64_t batch, bool stored) {
      if (instance_ != nullptr) instance_->reports_stored(batch, stored);
    };
  }
  ~LoadedChannel() override {
    inbox_->forget_listener();
    inbox_->when_stored = nullptr;
    instance_.reset();
  }

  void start() override {
    later(ChannelState::Starting, "");
    try {
      const auto library = std::make_shared<PluginLibrary>(settings_.plugin);
      instance_ = std::make_unique<PluginInstance>(library, settings_.type, settings_.options, *inbox_,
                                                   settings_.http);
      capabilities_ = instance_->capabilities();
      later(ChannelState::Ready, "");
    } catch (const PluginRefusal& refusal) {
      later(ChannelState::Down, "option \"" + refusal.key + "\": " + refusal.what());
    } catch (const PluginError& error) {
      later(ChannelState::Down, error.what());
    }
  }
  ChannelState state() const override { return state_; }
  const Capabilities& capabilities() const override { return capabilities_; }
  std::size_t in_flight() const override { return inbox_->flights.size(); }

  void submit(std::vector<OutboundMessage> messages) override {
    std::vector<Lost> refused;
    std::erase_if(messages, [&](const OutboundMessage& m) {
      if (state_ == ChannelState::Ready && m.ticket != 0 &&
          inbox_->flights.add(m.ticket, m.deadline_unix_ms)) {
        return false;
      }
      refused.push_back({m.ticket, false});
      return true;
    });
    std::string bytes;
    for (const std::size_t at : frames::append_submit(bytes, messages)) {
      AttemptResult result;
      result.outcome = Outcome::Rejected;
      result.detail = "the message with its attachments is larger than 16 MiB";
      inbox_->completed({messages[at].ticket, std::move(result)});
    }
    frames::Splitter splitter;
    const auto room = splitter.room(bytes.size());
    bytes.copy(room.data(), bytes.size());
    splitter.came(bytes.size());
    while (const auto frame = splitter.next()) instance_->submit(frame->body);
    lose_later(std::move(refused));
  }
  void settled(const std::vector<std::uint64_t>&) override {}
  void receive_webhook(WebhookRequest request,
                       std::function<void(std::optional<WebhookReply>)> done) override {
    const auto later = [this, done = std::move(done)](std::optional<WebhookReply> reply) {
      asio::post(io_, [done, reply = std::move(reply)] { done(reply); });
    };
    if (state_ != ChannelState::Ready) return later(std::nullopt);
    instance_->receive_webhook(request, later);
  }

  void stop() override {
    if (state_ == ChannelState::Ready) {
      later(ChannelState::Stopping, "");
      instance_->stop();
      inbox_->tell();
    } else {
      finish();
    }
  }
  void kill() override { finish(); }

 private:
  void finish() {
    if (state_ == ChannelState::Stopped) return;
    // destroy() may still complete tickets; what is left after it never will be.
    instance_.reset();
    state_ = ChannelState::Stopping;
    auto told = std::exchange(inbox_->when_told, {});
    inbox_->tell();
    inbox_->when_told = std::move(told);
    std::vector<Lost> lost;
    for (const auto ticket : inbox_->flights.take_all()) lost.push_back({ticket, true});
    lose_later(std::move(lost));
    later(ChannelState::Stopped, "");
  }

  // The state holds at once, the word of it comes later, so that nobody is called from inside his own call.
  void later(ChannelState state, std::string reason) {
    state_ = state;
    asio::post(io_, [inbox = inbox_, state, reason = std::move(reason)] {
      if (auto* events = inbox->listener()) events->state_changed(state, reason);
    });
  }
  void lose_later(std::vector<Lost> lost) {
    if (lost.empty()) return;
    asio::post(io_, [inbox = inbox_, lost = std::move(lost)]() mutable {
      if (auto* events = inbox->listener()) events->lost(std::move(lost));
    });
  }

  asio::io_context& io_;
  const LoadedChannelSettings settings_;
  std::shared_ptr<Inbox> inbox_;
  std::unique_ptr<PluginInstance> instance_;
  Capabilities capabilities_;
  ChannelState state_ = ChannelState::Stopped;
};

}  // namespace

std::unique_ptr<Channel> make_loaded_channel(boost::asio::io_context& io, LoadedChannelSettings settings,
                                             ChannelEvents& events) {
  return std::make_unique<LoadedChannel>(io, std::move(settings), events);
}

}  // namespace lifecycled
