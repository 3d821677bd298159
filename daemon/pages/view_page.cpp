#include "pages/view_page.hpp"

#include "base/link_payload.hpp"
#include "message/composer.hpp"
#include "message/inline_pictures.hpp"
#include "pages/mail_view.hpp"
#include "store/contents.hpp"
#include "store/messages.hpp"

namespace lifecycled {
namespace {

struct Kept {
  LinkFacts facts;
  bool is_theirs = false;
  std::optional<std::string> packed;
};

Kept kept_message(Database& database, const ViewLink& link) {
  Kept kept;
  kept.facts = link_facts(database, link.customer, link.delivery);
  const auto sent = Deliveries(database).find(link.delivery);
  const auto message = sent ? Messages(database).find(sent->message) : std::nullopt;
  kept.is_theirs = message && message->customer == link.customer;
  if (kept.is_theirs) kept.packed = Contents(database).find(link.delivery);
  return kept;
}

Response mail_page(const ComposedMessage& message, const PageConfiguration& configuration,
                   std::string_view public_url) {
  const PageSet& pages = configuration.pages;
  const std::string html = mail_in_browser(message.field("html"), public_url);
  Response response{200, html_type, with_pictures_inside(html, *configuration.pictures), {}};
  response.headers = {
      {"Content-Security-Policy", mail_policy(pages.shop().url, pages.settings().product_pictures)},
      {"Referrer-Policy", "no-referrer"},
      {"X-Content-Type-Options", "nosniff"},
      {"X-Robots-Tag", "noindex"},
      {"Cache-Control", "no-store"}};
  if (!message.language.empty()) response.headers.emplace_back("Content-Language", message.language);
  return response;
}

}  // namespace

void ViewPage::add_to(Router& router) {
  router.add(Method::Get, "/v/*", 0, [this](Request request) { return show(std::move(request)); });
}

boost::asio::awaitable<Response> ViewPage::show(Request request) {
  const auto payload = context_.signer->verify(view_purpose, request.tail);
  const auto link = payload ? view_link(*payload) : std::nullopt;
  Visitor visitor(context_, request);
  if (!link) co_return visitor.bad_link();

  struct Found {
    Kept kept;
    ComposedMessage message;
  };
  auto look = [link = *link](Database& database) {
    Found found;
    found.kept = kept_message(database, link);
    if (found.kept.packed) found.message = ComposedMessage::from_json(unpack_content(*found.kept.packed));
    return found;
  };
  std::optional<Found> found;
  try {
    found = co_await context_.store.read(std::move(look));
  } catch (const std::exception& failure) {
    context_.log.error("page.store_failed", {{"reason", failure.what()}});
  }
  if (!found) co_return visitor.failure();
  visitor.know(found->kept.facts);
  if (visitor.instead) co_return std::move(*visitor.instead);
  if (!found->kept.is_theirs) co_return visitor.bad_link();
  if (!found->kept.packed) co_return visitor.page(410, "gone", Visitor::with_sign(""));
  if (!found->message.field("html").empty())
    co_return mail_page(found->message, *visitor.configuration, context_.public_url);
  const liquid::Object facts{{"message_text", found->message.field("text")}};
  co_return visitor.page(200, "view", facts);
}

}  // namespace lifecycled
