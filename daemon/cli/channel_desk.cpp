#include "cli/channel_desk.hpp"

#include <algorithm>
#include <stdexcept>

#include <boost/json.hpp>

#include "base/spawn.hpp"
#include "cli/channel_start.hpp"

namespace lifecycled {
namespace {

bool same(const ReadyChannel& a, const ReadyChannel& b) {
  return a.plugin == b.plugin && a.options == b.options && a.settings.type == b.settings.type &&
         a.rules == b.rules && a.settings.per_second == b.settings.per_second;
}

boost::asio::awaitable<void> run(std::shared_ptr<Dispatcher> dispatcher) { co_await dispatcher->run(); }
boost::asio::awaitable<void> record(std::shared_ptr<Dispatcher> dispatcher) {
  co_await dispatcher->record_outcomes();
}

}  // namespace

ChannelDesk::ChannelDesk(boost::asio::io_context& io, Store& store, const Clock& clock,
                         const Workplace& workplace, std::filesystem::path plugin_host, Log log,
                         std::function<void()> on_events)
    : io_(io),
      store_(store),
      clock_(clock),
      workplace_(workplace),
      plugin_host_(std::move(plugin_host)),
      log_(std::move(log)),
      on_events_(std::move(on_events)) {}

std::shared_ptr<Dispatcher> ChannelDesk::open(const ReadyChannel& channel) {
  const auto remote =
      remote_settings(channel, plugin_host_, workplace_.channel_ledger(channel.settings.name));
  // Read when the channel starts and kept nowhere else in this process.
  const auto make = [this, channel, settings = remote](ChannelEvents& events) mutable {
    settings.options = with_secrets(channel);
    return make_remote_channel(io_, clock_, std::move(settings), events);
  };
  DispatcherSettings settings{channel.settings.name, workplace_.channel_ledger(channel.settings.name),
                              static_cast<double>(channel.settings.per_second.value_or(0)), on_events_};
  auto dispatcher = std::make_shared<Dispatcher>(io_.get_executor(), store_, clock_, outbox_,
                                                 std::move(settings), stock_, make, log_);
  dispatcher->set_paused(paused_);
  spawn(io_.get_executor(), log_, "channel " + channel.settings.name, run(dispatcher));
  spawn(io_.get_executor(), log_, "outcomes of " + channel.settings.name, record(dispatcher));
  return dispatcher;
}

void ChannelDesk::use(const std::vector<ReadyChannel>& channels, std::shared_ptr<const DeliveryStock> stock,
                      std::shared_ptr<Outbox> outbox) {
  stock_ = std::move(stock);
  outbox_ = std::move(outbox);
  std::erase_if(leaving_, [](const auto& dispatcher) { return dispatcher->has_stopped(); });
  for (auto entry = desks_.begin(); entry != desks_.end();) {
    const auto found =
        std::ranges::find(channels, entry->first, [](const ReadyChannel& c) { return c.settings.name; });
    // A channel that was given up gets another chance by a reload.
    // While a secret cannot be read, whoever works goes on with the old one.
    const auto secrets = found == channels.end() ? std::nullopt : mark_of_secrets(*found);
    const bool has_its_secrets = !secrets || secrets == entry->second.secrets;
    if (found != channels.end() && same(*found, entry->second.channel) && has_its_secrets &&
        !entry->second.dispatcher->is_down()) {
      entry->second.dispatcher->use(stock_, outbox_);
      ++entry;
      continue;
    }
    // The new one waits for the channel's lock until this one's process has finished.
    entry->second.dispatcher->stop();
    leaving_.push_back(std::move(entry->second.dispatcher));
    entry = desks_.erase(entry);
  }
  for (const ReadyChannel& channel : channels) {
    if (desks_.contains(channel.settings.name)) continue;
    const auto secrets = mark_of_secrets(channel);
    desks_[channel.settings.name] = {channel, open(channel), secrets};
  }
}

void ChannelDesk::notify(const std::vector<std::string>& channels) {
  for (const std::string& name : channels) {
    if (const auto found = desks_.find(name); found != desks_.end()) found->second.dispatcher->notify();
  }
}

void ChannelDesk::notify_all() {
  for (const auto& [name, desk] : desks_) desk.dispatcher->notify();
}

void ChannelDesk::set_paused(bool paused) {
  paused_ = paused;
  for (const auto& [name, desk] : desks_) desk.dispatcher->set_paused(paused);
}

boost::asio::awaitable<std::optional<WebhookReply>> ChannelDesk::receive_webhook(std::string channel,
                                                                                 WebhookRequest request) {
  const auto found = desks_.find(channel);
  if (found == desks_.end()) co_return std::nullopt;
  const auto webhooks = found->second.dispatcher->webhooks();
  auto reply = co_await webhooks->receive(std::move(request));
  co_return std::move(reply);
}

void ChannelDesk::stop() {
  for (const auto& [name, desk] : desks_) desk.dispatcher->stop();
}

bool ChannelDesk::has_stopped() const {
  const auto stopped = [](const auto& dispatcher) { return dispatcher->has_stopped(); };
  return std::ranges::all_of(desks_, stopped, [](const auto& entry) { return entry.second.dispatcher; }) &&
         std::ranges::all_of(leaving_, stopped);
}

std::vector<ChannelStatus> ChannelDesk::status() const {
  std::vector<ChannelStatus> out;
  for (const auto& [name, desk] : desks_) out.push_back(desk.dispatcher->status());
  return out;
}

boost::json::array to_json(const std::vector<ChannelStatus>& channels) {
  boost::json::array out;
  for (const ChannelStatus& channel : channels) {
    out.push_back(boost::json::object{{"name", channel.name},
                                      {"state", channel.state},
                                      {"reason", channel.reason},
                                      {"fence", channel.fence},
                                      {"in_flight", channel.in_flight},
                                      {"sent", channel.sent},
                                      {"failed", channel.failed},
                                      {"retried", channel.retried}});
  }
  return out;
}

}  // namespace lifecycled
