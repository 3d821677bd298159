// GET /u/TOKEN asks what should stop, POST /u/TOKEN stops it, with or without a form: mail programs send
// one-click requests (RFC 8058). A GET changes nothing, because scanners follow every link of a mail. Made by
// Pages; io thread.
#pragma once

#include <boost/json/object.hpp>

#include "base/link_payload.hpp"
#include "pages/page_context.hpp"
#include "web/form.hpp"
#include "web/router.hpp"

namespace lifecycled {

// How much a customer no longer wants.
enum class NoScope { Campaign, Channel, All };
std::string_view to_text(NoScope scope);

// A no as it was said, with what the ledger keeps of it.
struct NoWord {
  NoScope scope = NoScope::Channel;
  std::string source;
  std::string text, language;      // what stood on what was pressed; "" for a mail program's request
  std::string client;              // the network address that said so
  bool profiling_default = false;  // of those who have said nothing of it
};
void add_evidence(boost::json::object& body, const NoWord& word);
// True: an event was written. What was said before is not said again, so that a mail provider that posts
// twice makes one event.
bool withdraw(Database& database, const UnsubscribeLink& link, NoWord word, Instant now);

class UnsubscribePage {
 public:
  explicit UnsubscribePage(const PageContext& context) : context_(context) {}
  void add_to(Router& router);

 private:
  boost::asio::awaitable<Response> ask(Request request);
  boost::asio::awaitable<Response> unsubscribe(Request request);
  NoWord word_of(const Visitor& visitor, const UnsubscribeLink& link, const Form& form,
                 const Request& request) const;
  std::optional<UnsubscribeLink> link_of(const Request& request) const;
  std::string preferences_link(const UnsubscribeLink& link) const;

  const PageContext& context_;
};

}  // namespace lifecycled
