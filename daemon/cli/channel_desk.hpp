// All channels of the running daemon: a dispatcher each, exchanged when a reload changes what is behind a
// name. On the io thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/array.hpp>

#include "cli/checked_configuration.hpp"
#include "cli/workplace.hpp"
#include "delivery/dispatcher.hpp"

namespace lifecycled {

// As `status` prints them.
boost::json::array to_json(const std::vector<ChannelStatus>& channels);

class ChannelDesk {
 public:
  // `on_events` is called when outcomes have become events: it wakes the reactor.
  ChannelDesk(boost::asio::io_context& io, Store& store, const Clock& clock, const Workplace& workplace,
              std::filesystem::path plugin_host, Log log, std::function<void()> on_events);

  // Starts new channels, exchanges changed ones (also those whose secrets read otherwise now), lets removed
  // ones finish. `changes` restarts with what follows.
  void use(const std::vector<ReadyChannel>& channels, std::shared_ptr<const DeliveryStock> stock,
           std::shared_ptr<Outbox> outbox);
  // These channels got something to send.
  void notify(const std::vector<std::string>& channels);
  void notify_all();
  void set_paused(bool paused);
  // A provider's request to a channel; nothing: there is no such channel.
  boost::asio::awaitable<std::optional<WebhookReply>> receive_webhook(std::string channel,
                                                                      WebhookRequest request);
  void stop();
  bool has_stopped() const;
  std::vector<ChannelStatus> status() const;

 private:
  struct Desk {
    ReadyChannel channel;
    std::shared_ptr<Dispatcher> dispatcher;
    std::optional<std::size_t> secrets = {};  // the mark of those that it was started with
  };
  std::shared_ptr<Dispatcher> open(const ReadyChannel& channel);

  boost::asio::io_context& io_;
  Store& store_;
  const Clock& clock_;
  const Workplace& workplace_;
  std::filesystem::path plugin_host_;
  Log log_;
  std::function<void()> on_events_;
  std::map<std::string, Desk> desks_;
  std::vector<std::shared_ptr<Dispatcher>> leaving_;
  std::shared_ptr<const DeliveryStock> stock_;
  std::shared_ptr<Outbox> outbox_;
  bool paused_ = false;
};

}  // namespace lifecycled
