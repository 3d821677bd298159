// GET /a/TOKEN, from the mail to a new address, asks whether it is to be used; POST /a/TOKEN makes it the
// customer's. Only who reads that mailbox has the link. Made by Pages; io thread.
#pragma once

#include "base/link_payload.hpp"
#include "pages/page_context.hpp"
#include "web/router.hpp"

namespace lifecycled {

class AddressPage {
 public:
  explicit AddressPage(const PageContext& context) : context_(context) {}
  void add_to(Router& router);

 private:
  boost::asio::awaitable<Response> ask(Request request);
  boost::asio::awaitable<Response> change(Request request);
  boost::asio::awaitable<Visitor> receive(Request request, ViewLink link);
  std::optional<ViewLink> link_of(const Request& request) const;

  const PageContext& context_;
};

}  // namespace lifecycled
