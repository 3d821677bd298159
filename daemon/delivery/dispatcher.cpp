#include "delivery/dispatcher.hpp"

#include <algorithm>
#include <iterator>

#include "base/spawn.hpp"
#include "delivery/settlement.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t claims_at_once = 64;  // some milliseconds of the writer's time
constexpr std::size_t places_by_default = 256;
constexpr std::size_t most_ready = 192;
constexpr Milliseconds first_probe{60'000}, longest_probe{15 * 60'000};
constexpr Milliseconds pause_after_store_failure{1'000};

}  // namespace

Dispatcher::Dispatcher(boost::asio::any_io_executor io, Store& store, const Clock& clock,
                       std::shared_ptr<Outbox> outbox, DispatcherSettings settings,
                       std::shared_ptr<const DeliveryStock> stock, MakeChannel make_channel, Log log)
    : io_(io),
      store_(store),
      clock_(clock),
      outbox_(std::move(outbox)),
      settings_(std::move(settings)),
      stock_(std::move(stock)),
      make_channel_(std::move(make_channel)),
      log_(log.with("channel", settings_.channel)),
      pace_(clock, settings_.per_second),
      wake_(io, clock),
      outcome_wake_(io, clock),
      retry_wake_(io, clock),
      end_wake_(io, clock),
      webhooks_(std::make_shared<ChannelWebhooks>(store, clock, settings_.channel, log_, [this] {
        return state_ == ChannelState::Ready ? channel_.get() : nullptr;
      })) {}

Dispatcher::~Dispatcher() { webhooks_->close(); }

boost::asio::awaitable<void> Dispatcher::run() {
  const EarlierAttempts earlier{settings_.channel, settings_.ledger, outbox_};
  co_await settle_earlier(store_, clock_, log_, earlier, stopping_);
  if (!stopping_) {
    try {
      channel_ = make_channel_(*this);
      channel_->start();
    } catch (const std::runtime_error& error) {
      // A secret that cannot be read, a program that is missing: this channel is down, the others are not.
      channel_.reset();
      state_changed(ChannelState::Down, error.what());
    }
  }
  while (!stopping_) {
    submit_ready();
    bool claimed = false;
    if (room() > 0 && !pace_.wait()) {
      claimed = co_await claim_some();
    }
    if (claimed) continue;
    const auto next = next_look();
    co_await wake_.until(next);
  }
  give_back_ready();
  if (channel_) {
    channel_->stop();
    while (channel_->state() != ChannelState::Stopped && channel_->state() != ChannelState::Down) {
      co_await end_wake_.until(std::nullopt);
    }
  }
  // No outcome comes any more; those that are here are written down before record_outcomes() ends.
  finishing_ = true;
  outcome_wake_.close();
}

std::size_t Dispatcher::room() const {
  if (paused_ || stopping_ || is_in_trouble_ || state_ != ChannelState::Ready) return 0;
  const std::size_t places =
      channel_->capabilities().in_flight ? channel_->capabilities().in_flight : places_by_default;
  const std::size_t busy = in_flight_.size() + ready_.size();
  const std::size_t most = probing_ ? 1 : places + most_ready;
  return busy >= most ? 0 : std::min(claims_at_once, most - busy);
}

std::optional<Instant> Dispatcher::next_look() const {
  if (const auto wait = pace_.wait()) return clock_.now() + *wait;
  return room() > 0 ? next_due_ : std::nullopt;
}

boost::asio::awaitable<bool> Dispatcher::claim_some() {
  const std::size_t wanted = pace_.take(room());
  HeldKeys held(pace_.held_keys().begin(), pace_.held_keys().end());
  const Instant now = clock_.now();
  ClaimingOrder order{settings_.channel, std::move(held), wanted, stock_, outbox_};
  auto round = co_await claim_round(store_, clock_, log_, std::move(order));
  failed_ += round.not_rendered;
  if (!round.failure.empty()) {
    // Nothing of it has started: whatever was claimed goes back as soon as the store takes it.
    log_.error("delivery.store_failed", {{"reason", round.failure}});
    pace_.pause(pause_after_store_failure);
    unstarted_.insert(unstarted_.end(), round.to_give_back.begin(), round.to_give_back.end());
    outcome_wake_.notify();
    co_return false;
  }
  next_due_ = round.next_due;
  if (round.claimed < wanted) pace_.give_back(wanted - round.claimed);
  if (round.claimed == 0) co_return next_due_ == now;
  std::ranges::move(round.ready, std::back_inserter(ready_));
  // Meanwhile somebody may have paused us, or the channel itself.
  if (paused_ || state_ != ChannelState::Ready || pace_.is_paused()) give_back_ready();
  submit_ready();
  co_return true;
}

void Dispatcher::submit_ready() {
  if (!channel_ || state_ != ChannelState::Ready || paused_ || is_in_trouble_) return;
  if (is_suspect_alone()) return;
  const std::size_t places =
      channel_->capabilities().in_flight ? channel_->capabilities().in_flight : places_by_default;
  std::vector<OutboundMessage> batch;
  while (!ready_.empty() && in_flight_.size() < places) {
    // Nothing overtakes a suspect that waits for its turn alone: else it might wait for ever.
    const bool is_suspect = suspects_.contains(ready_.front().claim.delivery.id);
    if (is_suspect && !in_flight_.empty()) break;
    ReadyMessage ready = std::move(ready_.front());
    ready_.pop_front();
    in_flight_.emplace(ready.outbound.ticket, std::move(ready.claim));
    batch.push_back(std::move(ready.outbound));
    if (is_suspect) break;
  }
  if (!batch.empty()) channel_->submit(std::move(batch));
}

bool Dispatcher::is_suspect_alone() const {
  return in_flight_.size() == 1 && suspects_.contains(in_flight_.begin()->second.delivery.id);
}

void Dispatcher::give_back_ready() {
  for (ReadyMessage& ready : ready_) unstarted_.push_back(std::move(ready.claim));
  ready_.clear();
  outcome_wake_.notify();
}

void Dispatcher::completed(std::vector<Completion> completions) {
  for (Completion& completion : completions) {
    const auto found = in_flight_.find(completion.ticket);
    if (found == in_flight_.end()) continue;
    answers_.push_back({found->second.ticket, found->second.delivery.id, std::move(completion.result)});
    suspects_.clear(answers_.back().delivery);
    in_flight_.erase(found);
    is_in_trouble_ = is_in_trouble_ || concerns_channel(answers_.back());
  }
  outcome_wake_.notify();
  submit_ready();
  wake_.notify();
}

void Dispatcher::lost(std::vector<Lost> tickets) {
  // What a plugin leaves that we end ourselves says nothing about a message, nor does what was refused.
  const bool seemed_well = state_ == ChannelState::Ready && !stopping_ && !paused_;
  const bool was_alone = is_suspect_alone();
  std::vector<DeliveryId> came_back;
  for (const Lost& ticket : tickets) {
    const auto found = in_flight_.find(ticket.ticket);
    if (found == in_flight_.end()) continue;
    const DeliveryId id = found->second.delivery.id;
    if (ticket.started) {
      suspects_.clear(id);
      Answer answer{found->second.ticket, id, {}};
      answer.result.detail = "the channel's process ended while this was being sent";
      answers_.push_back(std::move(answer));
    } else if (seemed_well && was_alone && suspects_.ended_alone(id)) {
      Answer answer{found->second.ticket, id, {}};
      answer.result.outcome = Outcome::Rejected;
      answer.result.detail = "the channel's plugin ended each time it was given this message";
      answers_.push_back(std::move(answer));
      log_.warning("delivery.poison", {{"delivery", id}});
    } else {
      if (seemed_well) came_back.push_back(id);
      unstarted_.push_back(std::move(found->second));
    }
    in_flight_.erase(found);
  }
  suspects_.came_back(std::move(came_back));
  outcome_wake_.notify();
  wake_.notify();
}

boost::asio::awaitable<void> Dispatcher::record_outcomes() {
  for (bool is_last = false; !is_last;) {
    co_await outcome_wake_.until(std::nullopt);
    is_last = finishing_;
    co_await record_some();
  }
  stopped_ = true;
}

boost::asio::awaitable<void> Dispatcher::record_some() {
  while (!answers_.empty() || !unstarted_.empty() || !reports_.empty()) {
    auto answers = std::exchange(answers_, {});
    auto unstarted = std::exchange(unstarted_, {});
    auto reports = std::exchange(reports_, {});
    std::vector<Receipt> receipts;
    for (Report& report : reports) std::ranges::move(report.receipts, std::back_inserter(receipts));
    const std::string channel = settings_.channel;
    const bool deduplicates = channel_ && channel_->capabilities().deduplicates;
    const Instant now = clock_.now();
    const std::shared_ptr<Outbox> outbox = outbox_;
    std::optional<Aftermath> aftermath;
    try {
      auto record = [outbox, channel, deduplicates, now, answers, unstarted, receipts](Database& database) {
        outbox->give_back(database, unstarted, now);
        // First what we know, then what others tell of it.
        auto followed = outbox->record(database, channel, answers, deduplicates, now);
        followed.of_nobody = outbox->record_receipts(database, channel, receipts, now);
        followed.marketing_stopped = outbox->judge(database, channel, now);
        return followed;
      };
      aftermath = co_await store_.write(std::move(record));
    } catch (const std::runtime_error& error) {
      log_.error("delivery.store_failed", {{"reason", error.what()}});
    }
    // Whoever reported keeps it until it is safe with us; he tells it again if it is not.
    for (const Report& report : reports) report.done(aftermath.has_value());
    if (!aftermath) {
      // An outcome is never dropped: it waits until the disk takes it.
      answers_.insert(answers_.begin(), answers.begin(), answers.end());
      unstarted_.insert(unstarted_.begin(), unstarted.begin(), unstarted.end());
      const Instant later = clock_.now() + pause_after_store_failure;
      co_await retry_wake_.until(later);
      continue;
    }
    std::vector<std::uint64_t> tickets;
    for (const Answer& answer : answers) tickets.push_back(static_cast<std::uint64_t>(answer.ticket));
    count(answers);
    if (channel_) channel_->settled(tickets);
    apply(*aftermath);
    is_in_trouble_ = std::ranges::any_of(answers_, concerns_channel);
    if (settings_.on_events) settings_.on_events();
    wake_.notify();
  }
}

void Dispatcher::count(const std::vector<Answer>& answers) {
  std::size_t successes = 0;
  for (const Answer& answer : answers) {
    switch (answer.result.outcome) {
      case Outcome::Accepted:
      case Outcome::Delivered:
        ++successes;
        break;
      case Outcome::Rejected:
      case Outcome::InvalidAddress:
        ++failed_;
        break;
      case Outcome::Transient:
      case Outcome::RateLimited:
      case Outcome::ChannelDown:
      case Outcome::InDoubt:
        ++retried_;
        last_reason_ = answer.result.detail;
        log_.info("delivery.not_accepted", {{"delivery", answer.delivery},
                                            {"outcome", to_text(answer.result.outcome)},
                                            {"detail", answer.result.detail}});
        break;
    }
  }
  sent_ += successes;
  if (successes == 0) return;
  pace_.succeeded(successes);
  if (probing_ && clock_.steady_now() >= probe_at_) {
    log_.info("delivery.channel_up");
    probing_ = false;
    down_pause_ = Milliseconds{0};
  }
}

void Dispatcher::apply(const Aftermath& aftermath) {
  for (const auto& [key, span] : aftermath.pause_keys) pace_.pause_key(key, span);
  if (aftermath.pause_channel) {
    pace_.pause(*aftermath.pause_channel);
    give_back_ready();
    log_.warning("delivery.channel_paused",
                 {{"for", format_duration(*aftermath.pause_channel)}, {"reason", last_reason_}});
  }
  if (aftermath.slow_down) pace_.slow_down();
  if (aftermath.of_nobody.reports > 0)
    log_.info("delivery.reports_of_nobody", {{"reports", aftermath.of_nobody.reports}});
  if (aftermath.of_nobody.stops > 0)
    log_.warning("delivery.nobody_to_stop", {{"count", aftermath.of_nobody.stops}});
  if (aftermath.marketing_stopped) {
    give_back_ready();
    log_.error("delivery.marketing_stopped", {{"reason", *aftermath.marketing_stopped}});
  }
  if (aftermath.channel_down) {
    give_back_ready();
    // What was in flight comes back with the same word; only what was sent after the pause says more.
    if (probing_ && clock_.steady_now() < probe_at_) return;
    down_pause_ = std::clamp(down_pause_ * 2, first_probe, longest_probe);
    pace_.pause(down_pause_);
    probe_at_ = clock_.steady_now() + down_pause_;
    if (!probing_)
      log_.error("delivery.channel_down",
                 {{"reason", last_reason_}, {"next_try", format_duration(down_pause_)}});
    probing_ = true;
  }
}

void Dispatcher::state_changed(ChannelState state, const std::string& reason) {
  state_ = state;
  if (!reason.empty()) last_reason_ = reason;
  const Log::Fields fields{{"state", to_text(state)}, {"reason", reason}};
  switch (state) {
    case ChannelState::Down:
      log_.error("channel.down", fields);
      break;
    case ChannelState::Restarting:
      log_.warning("channel.restarting", fields);
      break;
    case ChannelState::Starting:
    case ChannelState::Ready:
    case ChannelState::Stopping:
    case ChannelState::Stopped:
      log_.info("channel.state", fields);
      break;
  }
  if (state == ChannelState::Restarting || state == ChannelState::Down) suspects_.plugin_ended();
  if (state == ChannelState::Ready) {
    const Capabilities& can = channel_->capabilities();
    if (settings_.per_second <= 0 && can.per_second > 0) pace_.set_limit(can.per_second);
    // A daemon that settles after a crash must know this before the channel can tell it.
    spawn(io_, log_, "note capabilities", note_capabilities(can.deduplicates));
    if (can.receives_webhooks) spawn(io_, log_, "kept webhooks", webhooks_->hand_over_kept());
  } else {
    give_back_ready();
  }
  wake_.notify();
  outcome_wake_.notify();
  end_wake_.notify();
}

boost::asio::awaitable<void> Dispatcher::note_capabilities(bool deduplicates) {
  auto note = [channel = settings_.channel, deduplicates](Database& database) {
    note_deduplicates(database, channel, deduplicates);
  };
  co_await store_.write(std::move(note));
}

void Dispatcher::reported(std::vector<Receipt> receipts, std::function<void(bool stored)> done) {
  reports_.push_back({std::move(receipts), std::move(done)});
  outcome_wake_.notify();
}

void Dispatcher::logged(int syslog_level, const std::string& text) {
  if (syslog_level <= 3) {
    log_.error("channel.says", {{"text", text}});
  } else if (syslog_level == 4) {
    log_.warning("channel.says", {{"text", text}});
  } else if (syslog_level <= 6) {
    log_.info("channel.says", {{"text", text}});
  } else {
    log_.debug("channel.says", {{"text", text}});
  }
}

void Dispatcher::use(std::shared_ptr<const DeliveryStock> stock, std::shared_ptr<Outbox> outbox) {
  stock_ = std::move(stock);
  outbox_ = std::move(outbox);
  wake_.notify();
}

void Dispatcher::set_paused(bool paused) {
  paused_ = paused;
  if (paused) give_back_ready();
  wake_.notify();
}

void Dispatcher::stop() {
  stopping_ = true;
  wake_.close();
}

ChannelStatus Dispatcher::status() const {
  ChannelStatus out;
  out.name = settings_.channel;
  out.state = paused_ ? "paused" : probing_ ? "down" : std::string(to_text(state_));
  out.reason = last_reason_;
  out.fence = channel_ ? channel_->fence() : "";
  out.in_flight = in_flight_.size();
  out.per_second = pace_.per_second();
  out.sent = sent_;
  out.failed = failed_;
  out.retried = retried_;
  return out;
}

}  // namespace lifecycled
