// GET /o/TOKEN: where an order is, by what the shop told, so that a buyer need not worry. Whoever holds the
// link sees the order and nobody's name or address. Made by Pages; io thread.
#pragma once

#include "pages/page_context.hpp"
#include "web/router.hpp"

namespace lifecycled {

class OrderPage {
 public:
  explicit OrderPage(const PageContext& context) : context_(context) {}
  void add_to(Router& router);

 private:
  boost::asio::awaitable<Response> show(Request request);

  const PageContext& context_;
};

}  // namespace lifecycled
