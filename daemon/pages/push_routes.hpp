// Web push on the shop's own pages: the script that they embed (/push.js), the worker that shows what comes
// (/push-worker.js), and what these tell us: POST /push/subscribe, /push/renew, /push/unsubscribe, from the
// origins of the shop alone, a few times an hour. Made by Pages; io thread.
#pragma once

#include <functional>
#include <string>

#include <boost/json/value.hpp>

#include "pages/page_context.hpp"
#include "pages/push_subscription.hpp"
#include "web/client_budgets.hpp"
#include "web/router.hpp"

namespace lifecycled {

class PushRoutes {
 public:
  explicit PushRoutes(const PageContext& context);
  void add_to(Router& router);

 private:
  struct Asked {
    PushChannel channel;
    std::string origin, ip;
    boost::json::value body;
    std::string subscription;
  };
  using Work = boost::asio::awaitable<Response> (PushRoutes::*)(Asked);

  std::string script(std::initializer_list<std::string_view> parts) const;
  bool is_the_shops(const Request& request, const PushChannel& channel) const;
  boost::asio::awaitable<Response> receive(Request request, const char* field, Work work);
  boost::asio::awaitable<Response> subscribe(Asked asked);
  boost::asio::awaitable<Response> renew(Asked asked);
  boost::asio::awaitable<Response> unsubscribe(Asked asked);
  Response stored(bool is_new) const;

  const PageContext& context_;
  ClientBudgets budgets_;
};

}  // namespace lifecycled
