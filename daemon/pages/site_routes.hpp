// What visitors do on the shop's own pages: the script that these embed (/lc.js), and what it tells of views
// and carts (POST /browser/events), from the shop's origin and with one of browser_keys. A page can say of a
// visitor what the visitor does, and who it is only with the word of one of the shop's servers. Made by
// Pages; io thread.
#pragma once

#include "pages/page_context.hpp"
#include "web/client_budgets.hpp"
#include "web/router.hpp"

namespace lifecycled {

class SiteRoutes {
 public:
  explicit SiteRoutes(const PageContext& context);
  void add_to(Router& router);

 private:
  boost::asio::awaitable<Response> receive(Request request);
  boost::asio::awaitable<Response> store(std::vector<NewEvent> events, std::size_t refused);

  const PageContext& context_;
  ClientBudgets budgets_;
};

}  // namespace lifecycled
