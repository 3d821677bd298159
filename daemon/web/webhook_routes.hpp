// /webhooks/CHANNEL: what providers tell us, handed to the channel's plugin as it came. Made by main(),
// outlives the server; io thread.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "channel/webhook.hpp"
#include "web/router.hpp"

namespace lifecycled {

class WebhookRoutes {
 public:
  // Nothing: there is no such channel.
  using Receive =
      std::function<boost::asio::awaitable<std::optional<WebhookReply>>(std::string, WebhookRequest)>;
  WebhookRoutes(const Clock& clock, std::string public_url, Receive receive);

  void add_to(Router& router, std::size_t most_body_bytes);

 private:
  boost::asio::awaitable<Response> answer(Request request);

  const Clock& clock_;
  std::string public_url_;  // what providers know us by, without a "/" at the end
  Receive receive_;
};

}  // namespace lifecycled
