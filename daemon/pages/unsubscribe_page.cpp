#include "pages/unsubscribe_page.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "store/campaign_opt_outs.hpp"
#include "store/consents.hpp"
#include "store/events.hpp"
#include "web/form.hpp"

namespace lifecycled {
namespace {

using liquid::Object;
using liquid::Value;

constexpr const char* reactor_cursor = "reactor";

// Whether the customer has said this already. Only where nothing waits to be applied: a yes that is in the
// log and not yet in the ledger would make us drop the no.
bool is_withdrawn(Database& database, const UnsubscribeLink& link, NoScope scope,
                  const std::optional<CampaignId>& campaign) {
  Events events(database);
  if (events.cursor(reactor_cursor) != events.last_id()) return false;
  if (scope == NoScope::Campaign)
    return CampaignOptOuts(database).since(link.customer, campaign.value()).has_value();
  Consents consents(database);
  bool is_recorded = false;
  for (const AddressRow& address : Addresses(database).of_customer(link.customer)) {
    for (const ConsentRow& row : consents.history(address.id)) {
      const bool is_asked = scope == NoScope::All || row.channel == link.channel;
      if (row.purpose != ConsentPurpose::Marketing || !is_asked) continue;
      const auto current = consents.current(address.id, row.channel, row.purpose);
      if (current && current->given) return false;
      is_recorded = true;
    }
  }
  return is_recorded;
}

NoScope scope_of(const Form& form) {
  const std::string scope = form.value("scope");
  if (form.value("List-Unsubscribe") == "One-Click") return NoScope::Channel;
  if (scope == "all") return NoScope::All;
  return scope == "campaign" ? NoScope::Campaign : NoScope::Channel;
}

}  // namespace

std::string_view to_text(NoScope scope) {
  switch (scope) {
    case NoScope::Campaign:
      return "campaign";
    case NoScope::Channel:
      return "channel";
    case NoScope::All:
      return "all";
  }
  return "?";
}

bool withdraw(Database& database, const UnsubscribeLink& link, NoScope scope, std::string_view source,
              Instant now) {
  const LinkFacts facts = link_facts(database, link.customer, link.delivery);
  if (!facts.is_known) return false;
  // A message of no campaign, asked about as if it had one: no less than its channel is meant.
  if (scope == NoScope::Campaign && !facts.campaign) scope = NoScope::Channel;
  if (is_withdrawn(database, link, scope, facts.campaign)) return false;
  boost::json::object body;
  body["channel"] = link.channel;
  body["purpose"] = "marketing";
  body["source"] = std::string(source);
  body["scope"] = std::string(to_text(scope));
  if (scope == NoScope::Campaign) body["campaign"] = Campaigns(database).name(*facts.campaign);
  return append(database,
                {"", "Consent Withdrawn", link.customer, link.delivery, boost::json::serialize(body)}, now);
}

void UnsubscribePage::add_to(Router& router) {
  router.add(Method::Get, "/u/*", 0, [this](Request request) { return ask(std::move(request)); });
  router.add(Method::Post, "/u/*", most_form_bytes,
             [this](Request request) { return unsubscribe(std::move(request)); });
}

std::optional<UnsubscribeLink> UnsubscribePage::link_of(const Request& request) const {
  const auto payload = context_.signer->verify(unsubscribe_purpose, request.tail);
  return payload ? unsubscribe_link(*payload) : std::nullopt;
}

std::string UnsubscribePage::preferences_link(const UnsubscribeLink& link) const {
  return context_.link("/p/", preferences_purpose, to_payload(link));
}

boost::asio::awaitable<Response> UnsubscribePage::ask(Request request) {
  const auto link = link_of(request);
  if (!link) co_return Visitor(context_, request).bad_link();
  Visitor visitor = co_await receive_visitor(context_, request, link->customer, link->delivery);
  if (visitor.instead) co_return std::move(*visitor.instead);
  visitor.speak("unsubscribe");
  const std::string& address = visitor.facts.address;
  const Object facts{{"address", address.empty() ? Value() : Value(address)},
                     {"campaign", visitor.facts.campaign.has_value()},
                     {"channel", visitor.channel_label(link->channel)},
                     {"preferences", preferences_link(*link)}};
  co_return visitor.page(200, "unsubscribe", facts);
}

boost::asio::awaitable<Response> UnsubscribePage::unsubscribe(Request request) {
  const auto link = link_of(request);
  Visitor visitor(context_, request);
  if (!link) co_return visitor.bad_link();
  // Whatever the form says or fails to say: a signed link and a POST are the wish to hear no more.
  const Form form = Form::read(request.header("content-type"), request.body).value_or(Form());
  const NoScope scope = scope_of(form);
  const bool is_one_click = form.value("List-Unsubscribe") == "One-Click";

  struct Done {
    LinkFacts facts;
    bool is_new = false;
  };
  std::function<Done(Database&)> write = [link = *link, scope, is_one_click,
                                          now = context_.clock.now()](Database& database) {
    Done done;
    done.is_new = withdraw(database, link, scope, is_one_click ? "one-click" : "unsubscribe page", now);
    done.facts = link_facts(database, link.customer, link.delivery);
    return done;
  };
  std::optional<Done> done = co_await keep(context_, std::move(write));
  if (!done) co_return visitor.failure();
  if (done->is_new) {
    context_.log.info("page.unsubscribed", {{"customer", link->customer},
                                            {"channel", link->channel},
                                            {"scope", to_text(scope)},
                                            {"one_click", is_one_click}});
    if (context_.on_events) context_.on_events();
  }
  visitor.know(done->facts);
  visitor.speak("unsubscribed");
  Object facts = Visitor::with_sign("good");
  facts.set("scope", Value(to_text(scope)));
  facts.set("channel", Value(visitor.channel_label(link->channel)));
  if (done->facts.is_known) facts.set("link", Value(preferences_link(*link)));
  co_return visitor.page(200, "unsubscribed", facts);
}

}  // namespace lifecycled
