// A channel whose plugin is the test: it keeps what it is given and answers as it is told. As a real one, it
// calls back from the io thread only, and never from inside submit(). For tests alone.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/post.hpp>

#include "channel/channel.hpp"

namespace lifecycled::testing {

class FakeChannel final : public Channel {
 public:
  // What became of one message; nothing: no answer yet.
  using Script = std::function<std::optional<AttemptResult>(const OutboundMessage&)>;

  FakeChannel(boost::asio::any_io_executor io, ChannelEvents& events, Script script)
      : io_(std::move(io)), events_(events), script_(std::move(script)) {}

  void start() override { change(ChannelState::Ready); }
  ChannelState state() const override { return state_; }
  const Capabilities& capabilities() const override { return can; }
  std::size_t in_flight() const override { return open_.size(); }

  void submit(std::vector<OutboundMessage> messages) override {
    const bool is_deadly = dies_of && std::ranges::any_of(messages, dies_of);
    batches.push_back(messages.size());
    if (is_deadly) later([this] { die(); });
    for (OutboundMessage& message : messages) {
      submitted.push_back(message);
      most_in_flight = std::max(most_in_flight, open_.size() + 1);
      const std::uint64_t ticket = message.ticket;
      auto answer = script_ && !is_deadly ? script_(message) : std::nullopt;
      open_.emplace(ticket, std::move(message));
      if (answer) later([this, ticket, result = std::move(*answer)] { complete(ticket, result); });
    }
  }
  void settled(const std::vector<std::uint64_t>& tickets) override {
    settled_tickets.insert(settled_tickets.end(), tickets.begin(), tickets.end());
  }
  void receive_webhook(WebhookRequest request,
                       std::function<void(std::optional<WebhookReply>)> done) override {
    webhooks.push_back(std::move(request));
    later([done = std::move(done), reply = webhook_reply] { done(reply); });
  }
  void stop() override {
    stopping_ = true;
    change(open_.empty() ? ChannelState::Stopped : ChannelState::Stopping);
  }
  void kill() override {
    lose_all(true);
    change(ChannelState::Stopped);
  }

  // From the test, while the io thread is the test's own.
  void report(Receipt receipt, std::function<void(bool stored)> done) {
    events_.reported({std::move(receipt)}, std::move(done));
  }
  void fail_and_recover() {
    change(ChannelState::Restarting);
    change(ChannelState::Ready);
  }
  // As a plugin that crashes before it has started anything: the tickets come back, and then it is said why.
  void die() {
    ++deaths;
    state_ = ChannelState::Restarting;
    lose_all(false);
    events_.state_changed(ChannelState::Restarting, "the plugin ended");
    change(ChannelState::Ready);
  }
  void complete(std::uint64_t ticket, AttemptResult result) {
    if (open_.erase(ticket) == 0) return;
    events_.completed({{ticket, std::move(result)}});
    if (stopping_ && open_.empty()) change(ChannelState::Stopped);
  }
  void complete_all(const AttemptResult& result) {
    while (!open_.empty()) complete(open_.begin()->first, result);
  }
  void lose_all(bool started) {
    std::vector<Lost> tickets;
    for (const auto& [ticket, message] : open_) tickets.push_back({ticket, started});
    open_.clear();
    if (!tickets.empty()) events_.lost(std::move(tickets));
  }
  void change(ChannelState state, const std::string& reason = "") {
    state_ = state;
    later([this, state, reason] { events_.state_changed(state, reason); });
  }

  Capabilities can;
  std::function<bool(const OutboundMessage&)> dies_of;  // a batch with such a message in it
  std::size_t deaths = 0;
  std::vector<WebhookRequest> webhooks;
  std::optional<WebhookReply> webhook_reply = WebhookReply{200, "text/plain", "heard"};
  std::vector<OutboundMessage> submitted;
  std::vector<std::uint64_t> settled_tickets;
  std::vector<std::size_t> batches;  // how many were handed over at once
  std::size_t most_in_flight = 0;

 private:
  // No event is called after the destructor.
  template <class Work>
  void later(Work work) {
    boost::asio::post(io_, [alive = std::weak_ptr<int>(alive_), work = std::move(work)]() mutable {
      if (alive.lock()) work();
    });
  }

  boost::asio::any_io_executor io_;
  ChannelEvents& events_;
  Script script_;
  ChannelState state_ = ChannelState::Starting;
  bool stopping_ = false;
  std::map<std::uint64_t, OutboundMessage> open_;
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace lifecycled::testing
