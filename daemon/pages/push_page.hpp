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
  void add_to(Router& router);

 private:
  boost::asio::awaitable<Response> ask(Request request);
  boost::asio::awaitable<Response> subscribe(Request request);
  std::optional<ViewLink> link_of(const Request& request) const;

  const PageContext& context_;
};

}  // namespace lifecycled
