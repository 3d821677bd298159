#include "pages/confirm_page.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "store/addresses.hpp"
#include "store/events.hpp"
#include "web/form.hpp"

namespace lifecycled {
namespace {

using liquid::Object;
using liquid::Value;

struct Yes {
  UnsubscribeLink link;
  std::string form_id;
  std::string wording, language;  // what was agreed to, as it stood on the page
  std::string client;             // the IP address that said so, for the ledger
};

// True: an event was written. The yes counts for the address that the link was sent to; a link from no
// delivery of ours proves no address, and gives none.
bool give(Database& database, const Yes& yes, Instant now) {
  const auto delivery = Deliveries(database).find(yes.link.delivery);
  if (!delivery || !delivery->address) return false;
  const auto address = Addresses(database).find(*delivery->address);
  if (!address || address->customer != yes.link.customer) return false;
  boost::json::object body;
  body["channel"] = yes.link.channel;
  body["purpose"] = "marketing";
  body[address->kind] = address->value;
  body["source"] = "confirmation page";
  body["text"] = yes.wording;
  body["language"] = yes.language;
  body["ip"] = yes.client;
  // The same form sent twice is one yes.
  return append(database,
                {fmt::format("page:confirm:{}:{}", to_payload(yes.link), yes.form_id), "Consent Given",
                 yes.link.customer, yes.link.delivery, boost::json::serialize(body)},
                now);
}

}  // namespace

void ConfirmPage::add_to(Router& router) {
  router.add(Method::Get, "/c/*", 0, [this](Request request) { return ask(std::move(request)); });
  router.add(Method::Post, "/c/*", most_form_bytes,
             [this](Request request) { return confirm(std::move(request)); });
}

std::optional<UnsubscribeLink> ConfirmPage::link_of(const Request& request) const {
  const auto payload = context_.signer->verify(confirm_purpose, request.tail);
  return payload ? unsubscribe_link(*payload) : std::nullopt;
}

boost::asio::awaitable<Response> ConfirmPage::ask(Request request) {
  const auto link = link_of(request);
  if (!link) co_return Visitor(context_, request).bad_link();
  Visitor visitor = co_await receive_visitor(context_, request, link->customer, link->delivery);
  visitor.require_fresh(context_.clock.now());
  if (visitor.instead) co_return std::move(*visitor.instead);
  visitor.speak("confirm");
  const std::string& address = visitor.facts.address;
  const Object facts{{"address", address.empty() ? Value() : Value(address)},
                     {"channel", visitor.channel_label(link->channel)},
                     {"form", to_ms(context_.clock.now())}};
  co_return visitor.page(200, "confirm", facts);
}

boost::asio::awaitable<Response> ConfirmPage::confirm(Request request) {
  const auto link = link_of(request);
  if (!link) co_return Visitor(context_, request).bad_link();
  Visitor visitor = co_await receive_visitor(context_, request, link->customer, link->delivery);
  visitor.require_fresh(context_.clock.now());
  if (visitor.instead) co_return std::move(*visitor.instead);
  visitor.speak("confirm");
  const Form form = Form::read(request.header("content-type"), request.body).value_or(Form());
  const Object facts{{"channel", visitor.channel_label(link->channel)}};
  Yes yes{*link, form_number(form.value("form")),
          visitor.configuration->pages.text("confirm.lead", visitor.reader, facts), visitor.reader.language,
          request.client.to_text()};
  std::function<bool(Database&)> write = [yes = std::move(yes), now = context_.clock.now()](
                                             Database& database) { return give(database, yes, now); };
  const std::optional<bool> is_new = co_await keep(context_, std::move(write));
  if (!is_new) co_return visitor.failure();
  if (*is_new) {
    context_.log.info("page.confirmed", {{"customer", link->customer}, {"channel", link->channel}});
    if (context_.on_events) context_.on_events();
  }
  co_return visitor.page(200, "confirmed", Visitor::with_sign("good"));
}

}  // namespace lifecycled
