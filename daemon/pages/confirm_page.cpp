#include "pages/confirm_page.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "store/address_change.hpp"
#include "store/addresses.hpp"
#include "store/consents.hpp"
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

enum class Given {
  Now,     // an event was written
  Before,  // the same form, sent twice
  NotTheirs,
  Revoked,  // the same form, and a no has been said since
};

constexpr const char* reactor_cursor = "reactor";

// A form that was sent before gives nothing more. Where nothing waits to be applied, the ledger says whether
// its yes still holds.
Given given_before(Database& database, AddressId address, const std::string& channel) {
  Events events(database);
  if (events.cursor(reactor_cursor) != events.last_id()) return Given::Before;
  const auto current = Consents(database).current(address, channel, ConsentPurpose::Marketing);
  return current && current->given ? Given::Before : Given::Revoked;
}

// The yes counts for the address that the link was sent to; a link from no delivery of ours proves no
// address, and gives none.
Given give(Database& database, const Yes& yes, Instant now) {
  const auto delivery = Deliveries(database).find(yes.link.delivery);
  if (!delivery || !delivery->address) return Given::NotTheirs;
  const auto address = Addresses(database).find(*delivery->address);
  // A new address is proven by its own link, and has no yes before.
  if (!address || address->customer != yes.link.customer || address->kind == pending_email)
    return Given::NotTheirs;
  boost::json::object body;
  body["channel"] = yes.link.channel;
  body["purpose"] = "marketing";
  body[address->kind] = address->value;
  body["source"] = "confirmation page";
  body["text"] = yes.wording;
  body["language"] = yes.language;
  body["ip"] = yes.client;
  // The same form sent twice is one yes.
  const PageWord word{fmt::format("page:confirm:{}:{}", to_payload(yes.link), yes.form_id), "Consent Given",
                      yes.link.customer, yes.link.delivery, boost::json::serialize(body)};
  return append(database, word, now) ? Given::Now : given_before(database, address->id, yes.link.channel);
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
  co_return question(visitor, *link, 200);
}

Response ConfirmPage::question(const Visitor& visitor, const UnsubscribeLink& link, unsigned status) const {
  const std::string& address = visitor.facts.address;
  const Object facts{{"address", address.empty() ? Value() : Value(address)},
                     {"channel", visitor.channel_label(link.channel)},
                     {"form", to_ms(context_.clock.now())}};
  return visitor.page(status, "confirm", facts);
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
  std::function<Given(Database&)> write = [yes = std::move(yes), now = context_.clock.now()](
                                              Database& database) { return give(database, yes, now); };
  const std::optional<Given> given = co_await keep(context_, std::move(write));
  if (!given) co_return visitor.failure();
  if (*given == Given::NotTheirs) co_return visitor.bad_link();
  // An old form, as by the browser's way back: whoever means it says so to a new one.
  if (*given == Given::Revoked) co_return question(visitor, *link, 409);
  if (*given == Given::Now) {
    context_.log.info("page.confirmed", {{"customer", link->customer}, {"channel", link->channel}});
    if (context_.on_events) context_.on_events();
  }
  co_return visitor.page(200, "confirmed", Visitor::with_sign("good"));
}

}  // namespace lifecycled
