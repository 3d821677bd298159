// GET /p/TOKEN shows what a customer has agreed to, POST /p/TOKEN changes it: channels, language, an address
// by proof, or all of it to no. Every change is an event. Made by Pages; io thread.
#pragma once

#include "base/link_payload.hpp"
#include "pages/page_context.hpp"
#include "pages/preferences.hpp"
#include "web/form.hpp"
#include "web/router.hpp"

namespace lifecycled {

class PreferencesPage {
 public:
  explicit PreferencesPage(const PageContext& context) : context_(context) {}
  void add_to(Router& router);

 private:
  // What to say above the form: what was done, or what is wrong; names of texts. And what was just chosen,
  // which the reactor may not have applied yet.
  struct Notice {
    std::string done, mistake, email;
    std::optional<NewPreferences> chosen = {};
    bool stopped = false;
    bool asks_to_keep = false;  // came by the link of a mail that asks whether to go on writing
  };
  boost::asio::awaitable<Response> ask(Request request);
  boost::asio::awaitable<Response> change(Request request);
  boost::asio::awaitable<Response> show(Request request, UnsubscribeLink link, Notice notice);
  boost::asio::awaitable<std::optional<Notice>> apply(Visitor visitor, UnsubscribeLink link, Form form,
                                                      std::string client);
  std::optional<UnsubscribeLink> link_of(const Request& request) const;

  const PageContext& context_;
};

}  // namespace lifecycled
