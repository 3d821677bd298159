// GET /v/TOKEN: the mail that a link came in, as a page of the browser, from the bytes that were sent. Made
// by Pages; io thread.
#pragma once

#include "pages/page_context.hpp"
#include "web/router.hpp"

namespace lifecycled {

class ViewPage {
 public:
  explicit ViewPage(const PageContext& context) : context_(context) {}
  void add_to(Router& router);

 private:
  boost::asio::awaitable<Response> show(Request request);

  const PageContext& context_;
};

}  // namespace lifecycled
