// The link "confirm" of a confirmation: GET /c/TOKEN asks whether news are wanted, POST /c/TOKEN records the
// yes for the very address that the mail went to. A GET changes nothing, because scanners follow every link
// of a mail, and none of them may give a consent. Made by Pages; io thread.
#pragma once

#include "base/link_payload.hpp"
#include "pages/page_context.hpp"
#include "web/router.hpp"

namespace lifecycled {

class ConfirmPage {
 public:
  explicit ConfirmPage(const PageContext& context) : context_(context) {}
  void add_to(Router& router);

 private:
  boost::asio::awaitable<Response> ask(Request request);
  boost::asio::awaitable<Response> confirm(Request request);
  Response question(const Visitor& visitor, const UnsubscribeLink& link, unsigned status) const;
  std::optional<UnsubscribeLink> link_of(const Request& request) const;

  const PageContext& context_;
};

}  // namespace lifecycled
