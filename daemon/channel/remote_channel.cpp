#include "channel/remote_channel.hpp"

#include <algorithm>
#include <deque>
#include <optional>
#include <set>
#include <system_error>
#include <unordered_set>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/clock.hpp"
#include "channel/child_link.hpp"
#include "channel/flights.hpp"
#include "channel/ledger.hpp"

namespace lifecycled {
namespace {

namespace asio = boost::asio;
using std::chrono::steady_clock;

// Grace after a ticket's deadline: the child refuses to start a ticket past it, so a little later nothing can
// leave.
constexpr std::int64_t deadline_grace_ms = 1000;
// How often a settled prefix of the ledger is looked for, in tickets.
constexpr std::size_t trim_every = 16384;

// Everything of a channel that its coroutines share. RemoteChannel holds it, and so does each coroutine, so
// that a channel may be destroyed at any time: from then on `events_` is null and nobody is called.
class Life final : public ChildLinkEvents, public std::enable_shared_from_this<Life> {
 public:
  Life(asio::io_context& io, const Clock& clock, RemoteChannelSettings settings, ChannelEvents& events)
      : io_(io), clock_(clock), settings_(std::move(settings)), events_(&events), pause_(io) {}

  void start();
  void stop();
  void kill();
  void abandon();
  void submit(std::vector<OutboundMessage> messages);
  void settled(const std::vector<std::uint64_t>& tickets);
  void receive_webhook(WebhookRequest request, WaitingWebhooks::Done done);

  ChannelState state() const { return state_; }
  const Capabilities& capabilities() const { return capabilities_; }
  const std::string& fence() const { return fence_; }
  std::size_t in_flight() const { return flights_.size(); }

 private:
  // How one child's life ended.
  struct End {
    bool for_good = false;  // starting it again would not help
    std::string reason;
  };

  asio::awaitable<void> run(std::shared_ptr<Life> self);
  asio::awaitable<End> live_once();
  asio::awaitable<void> settle_lost();
  asio::awaitable<void> pause(std::chrono::milliseconds span);

  // ChildLinkEvents
  void fenced(const std::string& words) override { fence_ = words; }
  void ready(const Capabilities& capabilities) override;
  void completed(std::vector<Completion> completions) override;
  void logged(int level, const std::string& text) override;
  void reported(std::vector<Receipt> receipts, std::function<void(bool stored)> done) override;
  void ticked() override;

  void change(ChannelState state, const std::string& reason);
  void lose(std::vector<Lost> lost);
  void lose_later(std::vector<Lost> lost);
  void lose_everything();

  asio::io_context& io_;
  const Clock& clock_;
  const RemoteChannelSettings settings_;
  ChannelEvents* events_;
  asio::steady_timer pause_;
  ChannelState state_ = ChannelState::Stopped;
  Capabilities capabilities_;
  std::string fence_;
  Flights flights_;
  std::unordered_set<std::uint64_t> unsettled_;  // their outcomes are not known to be stored
  std::size_t settled_since_trim_ = 0;
  std::optional<LedgerTrimmer> trimmer_;
  std::shared_ptr<ChildLink> link_;  // of the child that lives now
  std::deque<steady_clock::time_point> crashes_;
  bool is_running_ = false;
  bool is_ending_ = false;  // stop() or kill() was called
};

void Life::change(ChannelState state, const std::string& reason) {
  if (state_ == state) return;
  state_ = state;
  if (events_ != nullptr) events_->state_changed(state, reason);
}

void Life::start() {
  if (is_running_) return;
  is_running_ = true;
  is_ending_ = false;
  crashes_.clear();
  asio::co_spawn(io_, run(shared_from_this()),
                 [self = shared_from_this()](const std::exception_ptr& failure) {
                   self->is_running_ = false;
                   if (!failure) return;
                   try {
                     std::rethrow_exception(failure);
                   } catch (const std::exception& e) {
                     self->lose_everything();
                     self->change(ChannelState::Down, "channel " + self->settings_.name + ": " + e.what());
                   }
                 });
}

asio::awaitable<void> Life::run(std::shared_ptr<Life> /*self*/) {
  auto span = settings_.first_pause;
  while (!is_ending_) {
    change(ChannelState::Starting, "");
    const auto born = steady_clock::now();
    const End end = co_await live_once();
    co_await settle_lost();
    if (is_ending_) break;
    if (end.for_good) {
      change(ChannelState::Down, end.reason);
      co_return;
    }
    const auto now = steady_clock::now();
    crashes_.push_back(now);
    while (now - crashes_.front() > settings_.crash_window) crashes_.pop_front();
    if (crashes_.size() >= settings_.crashes_until_down) {
      change(ChannelState::Down, end.reason + "; that was crash " + std::to_string(crashes_.size()) +
                                     " in a short time, so the channel stays down until reload or restart");
      co_return;
    }
    // A child that lived long enough starts the back-off afresh.
    span = now - born > settings_.longest_pause ? settings_.first_pause : span;
    change(ChannelState::Restarting, end.reason);
    co_await pause(span);
    span = std::min(span * 2, settings_.longest_pause);
  }
  change(ChannelState::Stopped, "");
}

asio::awaitable<Life::End> Life::live_once() {
  std::string failure;
  try {
    ChannelLedger ledger(settings_.ledger);
    const bool is_ours = co_await ledger.wait_for_lock(settings_.start_limit);
    if (!is_ours) {
      co_return End{false, settings_.ledger.string() + " is still held by another process; end it"};
    }
    if (is_ending_) co_return End{};
    // Of another boot, or new: nothing in it can be trusted, and what it could have told was settled before
    // start().
    if (!ledger.started()) ledger.reset();
    trimmer_.emplace(settings_.ledger);
    link_ = std::make_shared<ChildLink>(io_, *this, settings_, ledger.descriptor());
  } catch (const std::system_error& e) {
    failure = e.what();
  }
  if (!failure.empty()) co_return End{false, failure};

  const std::shared_ptr<ChildLink> link = link_;
  auto farewell = co_await link->serve();
  link_.reset();
  co_return End{farewell.for_good, "plugin " + settings_.plugin.filename().string() + " " + farewell.reason};
}

// The child is dead, so its ledger says what may have left.
asio::awaitable<void> Life::settle_lost() {
  trimmer_.reset();
  if (flights_.size() == 0) co_return;
  std::optional<std::set<std::uint64_t>> started;
  try {
    ChannelLedger ledger(settings_.ledger);
    const bool is_ours = co_await ledger.wait_for_lock(std::chrono::seconds(5));
    // If something that the plugin has left behind lives on, anything may still leave: all are in doubt.
    if (is_ours) started = ledger.started();
  } catch (const std::system_error& e) {
    if (events_ != nullptr) events_->logged(3, e.what());
  }
  std::vector<Lost> lost;
  for (const std::uint64_t ticket : flights_.take_all()) {
    lost.push_back({ticket, !started || started->contains(ticket)});
  }
  lose(std::move(lost));
}

asio::awaitable<void> Life::pause(std::chrono::milliseconds span) {
  if (is_ending_) co_return;  // said by whoever heard of the restart
  pause_.expires_after(span);
  try {
    co_await pause_.async_wait(asio::use_awaitable);
  } catch (const boost::system::system_error&) {
    // Cancelled by stop(), kill() or the destructor, which is why this is not awaited any longer.
  }
}

void Life::ready(const Capabilities& capabilities) {
  capabilities_ = capabilities;
  if (is_ending_) return;
  change(ChannelState::Ready, "");
}

void Life::completed(std::vector<Completion> completions) {
  const std::size_t count = completions.size();
  std::erase_if(completions, [&](const Completion& c) { return !flights_.take(c.ticket); });
  if (completions.size() < count) {
    logged(4, std::to_string(count - completions.size()) +
                  " completions of tickets that were not in flight (answered twice, too late, or never "
                  "handed over); "
                  "ignored");
  }
  if (events_ != nullptr && !completions.empty()) events_->completed(std::move(completions));
}

void Life::logged(int level, const std::string& text) {
  if (events_ != nullptr) events_->logged(level, text);
}

void Life::reported(std::vector<Receipt> receipts, std::function<void(bool stored)> done) {
  if (events_ != nullptr) events_->reported(std::move(receipts), std::move(done));
}

void Life::receive_webhook(WebhookRequest request, WaitingWebhooks::Done done) {
  if (state_ == ChannelState::Ready && link_ != nullptr)
    return link_->receive_webhook(std::move(request), std::move(done));
  asio::post(io_, [done = std::move(done)] { done(std::nullopt); });
}

// Once a second: what should have been answered long ago is in doubt.
void Life::ticked() {
  const auto overdue = flights_.take_overdue(to_ms(clock_.now()) - deadline_grace_ms);
  if (overdue.empty()) return;
  logged(4, "the plugin has not completed " + std::to_string(overdue.size()) +
                " messages by their deadline, such as ticket " + std::to_string(overdue.front()) +
                "; they are in doubt");
  std::vector<Lost> lost;
  for (const std::uint64_t ticket : overdue) lost.push_back({ticket, true});
  lose(std::move(lost));
}

void Life::lose(std::vector<Lost> lost) {
  // What has not started is in no ledger, so nobody needs to say that it is settled.
  for (const Lost& one : lost) {
    if (!one.started) unsettled_.erase(one.ticket);
  }
  if (events_ != nullptr && !lost.empty()) events_->lost(std::move(lost));
}

void Life::lose_later(std::vector<Lost> lost) {
  if (lost.empty()) return;
  asio::post(io_,
             [self = shared_from_this(), lost = std::move(lost)]() mutable { self->lose(std::move(lost)); });
}

void Life::lose_everything() {
  std::vector<Lost> lost;
  for (const std::uint64_t ticket : flights_.take_all()) lost.push_back({ticket, true});
  lose(std::move(lost));
}

void Life::submit(std::vector<OutboundMessage> messages) {
  const bool is_ready = state_ == ChannelState::Ready && link_ != nullptr;
  const std::int64_t now = to_ms(clock_.now());
  std::vector<Lost> refused;
  std::erase_if(messages, [&](OutboundMessage& m) {
    if (m.deadline_unix_ms == 0) m.deadline_unix_ms = now + settings_.attempt_limit.count();
    if (is_ready && m.ticket != 0 && flights_.add(m.ticket, m.deadline_unix_ms)) return false;
    refused.push_back({m.ticket, false});
    return true;
  });
  if (!messages.empty()) {
    for (const auto& m : messages) unsettled_.insert(m.ticket);
    std::vector<Completion> too_large;
    for (const std::size_t at : link_->submit(messages)) {
      AttemptResult result;
      result.outcome = Outcome::Rejected;
      result.detail = "the message with its attachments is larger than 16 MiB";
      too_large.push_back({messages[at].ticket, std::move(result)});
    }
    if (!too_large.empty()) {
      asio::post(io_, [self = shared_from_this(), too_large = std::move(too_large)]() mutable {
        self->completed(std::move(too_large));
      });
    }
  }
  lose_later(std::move(refused));
}

void Life::settled(const std::vector<std::uint64_t>& tickets) {
  for (const std::uint64_t ticket : tickets) unsettled_.erase(ticket);
  settled_since_trim_ += tickets.size();
  if (settled_since_trim_ >= trim_every && trimmer_) {
    settled_since_trim_ = 0;
    trimmer_->trim([this](std::uint64_t ticket) { return unsettled_.contains(ticket); });
  }
}

void Life::stop() {
  if (!is_running_) return change(ChannelState::Stopped, "");
  if (std::exchange(is_ending_, true)) return;
  change(ChannelState::Stopping, "");
  pause_.cancel();
  if (link_ != nullptr) link_->ask_to_stop();
}

void Life::kill() {
  is_ending_ = true;
  pause_.cancel();
  if (!is_running_) return change(ChannelState::Stopped, "");
  change(ChannelState::Stopping, "");
  if (link_ != nullptr) link_->end("was ended");
}

void Life::abandon() {
  events_ = nullptr;
  kill();
}

class RemoteChannel final : public Channel {
 public:
  explicit RemoteChannel(std::shared_ptr<Life> life) : life_(std::move(life)) {}
  ~RemoteChannel() override { life_->abandon(); }

  void start() override { life_->start(); }
  ChannelState state() const override { return life_->state(); }
  const Capabilities& capabilities() const override { return life_->capabilities(); }
  std::string fence() const override { return life_->fence(); }
  std::size_t in_flight() const override { return life_->in_flight(); }
  void submit(std::vector<OutboundMessage> messages) override { life_->submit(std::move(messages)); }
  void settled(const std::vector<std::uint64_t>& tickets) override { life_->settled(tickets); }
  void receive_webhook(WebhookRequest request, WaitingWebhooks::Done done) override {
    life_->receive_webhook(std::move(request), std::move(done));
  }
  void stop() override { life_->stop(); }
  void kill() override { life_->kill(); }

 private:
  std::shared_ptr<Life> life_;
};

}  // namespace

std::unique_ptr<Channel> make_remote_channel(boost::asio::io_context& io, const Clock& clock,
                                             RemoteChannelSettings settings, ChannelEvents& events) {
  return std::make_unique<RemoteChannel>(std::make_shared<Life>(io, clock, std::move(settings), events));
}

}  // namespace lifecycled
