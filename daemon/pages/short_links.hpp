// The short links of messages: /l/TOKEN leads to where the message's own link led, /i/TOKEN is the picture of
// a mail that was opened. A link leads only where a message of ours pointed, and it leads there whether it is
// counted or not. Made by Pages; io thread.
#pragma once

#include <optional>

#include "pages/page_context.hpp"
#include "store/reactions.hpp"
#include "web/router.hpp"

namespace lifecycled {

class ShortLinks {
 public:
  explicit ShortLinks(const PageContext& context) : context_(context) {}
  void add_to(Router& router);

 private:
  boost::asio::awaitable<Response> follow(Request request);
  boost::asio::awaitable<Response> picture(Request request);
  boost::asio::awaitable<void> note(Request request, DeliveryId delivery, TargetHash target);

  const PageContext& context_;
};

}  // namespace lifecycled
