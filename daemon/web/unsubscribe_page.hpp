// The links "unsubscribe" and, at /p/TOKEN, "preferences": one page with the same choices. GET /u/TOKEN asks,
// POST /u/TOKEN unsubscribes: from the page's form, or in one click by the mail program (RFC 8058). GET and
// HEAD change nothing, because scanners follow every link of a mail. Made by Pages; io thread.
#pragma once

#include "base/link_payload.hpp"
#include "web/page_context.hpp"
#include "web/router.hpp"

namespace lifecycled {

class UnsubscribePage {
 public:
  explicit UnsubscribePage(const PageContext& context) : context_(context) {}
  void add_to(Router& router);

 private:
  boost::asio::awaitable<Response> ask(Request request);
  boost::asio::awaitable<Response> unsubscribe(Request request);
  std::optional<UnsubscribeLink> link_of(const Request& request) const;

  const PageContext& context_;
};

}  // namespace lifecycled
