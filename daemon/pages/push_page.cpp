#include "pages/push_page.hpp"

#include "base/json_fields.hpp"
#include "pages/page_assets.hpp"
#include "pages/push_script.hpp"
#include "pages/push_subscription.hpp"
#include "pages/push_words.hpp"

namespace lifecycled {
namespace {

using liquid::Object;
using liquid::Value;

}  // namespace

void PushPage::add_to(Router& router) {
  router.add(Method::Get, "/w/*", 0, [this](Request request) { return ask(std::move(request)); });
  router.add(Method::Post, "/w/*", most_form_bytes,
             [this](Request request) { return subscribe(std::move(request)); });
}

std::optional<ViewLink> PushPage::link_of(const Request& request) const {
  const auto payload = context_.signer->verify(push_purpose, request.tail);
  return payload ? customer_link(*payload) : std::nullopt;
}

boost::asio::awaitable<Response> PushPage::ask(Request request) {
  const auto link = link_of(request);
  if (!link) co_return Visitor(context_, request).bad_link();
  Visitor visitor = co_await receive_visitor(context_, request, link->customer, link->delivery);
  visitor.require_proven();
  if (visitor.instead) co_return std::move(*visitor.instead);
  const auto channel = push_channel(visitor.configuration->channels);
  if (!channel) co_return visitor.page(200, "push_none", Visitor::with_sign(""));
  std::string script = push_script("location.origin", channel->key, {push_client(), push_page()});
  const Object facts{{"script", Value::safe(std::move(script))}, {"key", channel->key}};
  co_return visitor.page(200, "push", facts);
}

boost::asio::awaitable<Response> PushPage::subscribe(Request request) {
  const auto link = link_of(request);
  if (!link) co_return problem_response(404, "this link does not work");
  Visitor visitor = co_await receive_visitor(context_, request, link->customer, link->delivery);
  visitor.require_proven();
  if (visitor.instead) co_return problem_response(visitor.instead->status, "this cannot be done now");
  const auto channel = push_channel(visitor.configuration->channels);
  visitor.speak("push");
  std::string mistake;
  const auto told = parse_json(request.body, mistake);
  const auto* given = told ? member(*told, "subscription") : nullptr;
  const auto subscription =
      channel && told ? push_subscription(given ? *given : *told, *channel) : std::nullopt;
  if (!subscription) co_return problem_response(400, "this is no subscription of a browser");
  PushYes yes{channel->name, *subscription, link->customer, link->delivery, {}, {}, {}, {}, {}, {}};
  yes.source = "web push page";
  yes.text = visitor.configuration->pages.text("push.lead", visitor.reader);
  yes.language = visitor.reader.language;
  yes.ip = request.client.to_text();
  std::function<bool(Database&)> write = [yes = std::move(yes), now = context_.clock.now()](
                                             Database& database) { return say_yes(database, yes, now); };
  const std::optional<bool> is_new = co_await keep(context_, std::move(write));
  if (!is_new) co_return problem_response(503, "this could not be stored at the moment");
  if (*is_new) {
    context_.log.info("page.push_subscribed", {{"site", origin_of(context_.public_url)}});
    if (context_.on_events) context_.on_events();
  }
  co_return Response{200, json_type, "{\"success\": true}", {}};
}

}  // namespace lifecycled
