// What answers beside the links of messages: GET / leads a person to the shop, /robots.txt tells search
// engines that there is nothing for them, and a browser at any other path gets a page instead of JSON. Made
// by Pages; io thread.
#pragma once

#include "pages/page_context.hpp"
#include "web/router.hpp"

namespace lifecycled {

class FrontPage {
 public:
  explicit FrontPage(const PageContext& context) : context_(context) {}
  void add_to(Router& router);

 private:
  boost::asio::awaitable<Response> lead_to_shop(Request request);

  const PageContext& context_;
};

}  // namespace lifecycled
