// The provider's requests to one channel: handed to its plugin, or, while the channel is down, kept on disk
// and handed over when it is back. Made by the channel's dispatcher; requests on their way may outlive it. io
// thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "channel/channel.hpp"
#include "channel/log_throttle.hpp"
#include "store/store.hpp"

namespace lifecycled {

class ChannelWebhooks : public std::enable_shared_from_this<ChannelWebhooks> {
 public:
  // `ready_channel` is null while the channel is not ready.
  ChannelWebhooks(Store& store, const Clock& clock, std::string channel, Log log,
                  std::function<Channel*()> ready_channel);

  // What to answer. 200 too when the request is kept for later; 503 when it should come again.
  boost::asio::awaitable<WebhookReply> receive(WebhookRequest request);
  // When the channel is ready; ends when nothing is kept any more, or the channel is down again.
  boost::asio::awaitable<void> hand_over_kept();
  // The channel is gone for good.
  void close();

 private:
  boost::asio::awaitable<std::optional<WebhookReply>> ask_plugin(WebhookRequest request);
  boost::asio::awaitable<bool> keep(const WebhookRequest& request);
  void note_refusal(const WebhookRequest& request, const WebhookReply& reply);

  Store& store_;
  const Clock& clock_;
  std::string channel_;
  Log log_;
  std::function<Channel*()> ready_channel_;
  LogThrottle refusals_;
  bool is_handing_over_ = false;
  bool has_kept_ = true;  // perhaps, from an earlier daemon
};

}  // namespace lifecycled
