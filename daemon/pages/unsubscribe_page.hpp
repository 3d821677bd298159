// GET /u/TOKEN asks what should stop, POST /u/TOKEN stops it, with or without a form: mail programs send
// one-click requests (RFC 8058). A GET changes nothing, because scanners follow every link of a mail. Made by
// Pages; io thread.
#pragma once

#include "base/link_payload.hpp"
#include "pages/page_context.hpp"
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
  std::string preferences_link(const UnsubscribeLink& link) const;

  const PageContext& context_;
};

// How much a customer no longer wants.
enum class NoScope { Campaign, Channel, All };
std::string_view to_text(NoScope scope);
// True: an event was written. What was said before is not said again, so that a mail provider that posts
// twice makes one event.
bool withdraw(Database& database, const UnsubscribeLink& link, NoScope scope, std::string_view source,
              Instant now);

}  // namespace lifecycled
