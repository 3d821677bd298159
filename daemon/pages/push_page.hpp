// GET /w/TOKEN asks for browser notifications; its script posts the browser's subscription back, which
// becomes an address with a consent. The only page with a script, which stands in it. Made by Pages; io
// thread.
#pragma once

#include "base/link_payload.hpp"
#include "pages/page_context.hpp"
#include "web/router.hpp"

namespace lifecycled {

class PushPage {
 public:
  explicit PushPage(const PageContext& context) : context_(context) {}
  // Also the service worker that shows what comes.
  void add_to(Router& router);

 private:
  boost::asio::awaitable<Response> ask(Request request);
  boost::asio::awaitable<Response> subscribe(Request request);
  std::optional<ViewLink> link_of(const Request& request) const;

  const PageContext& context_;
};

// A browser's subscription (W3C Push API) in the form in which it is kept and compared; nothing for what is
// none. Pure.
std::optional<std::string> push_subscription(std::string_view json);

}  // namespace lifecycled
