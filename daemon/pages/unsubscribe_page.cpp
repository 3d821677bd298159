#include "pages/unsubscribe_page.hpp"

#include <boost/json/serialize.hpp>

#include "consent/consent_ledger.hpp"
#include "pages/address_refusal.hpp"
#include "store/campaign_opt_outs.hpp"
#include "store/consents.hpp"
#include "store/events.hpp"

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

bool is_one_click(const Form& form) { return form.value("List-Unsubscribe") == "One-Click"; }

NoScope scope_of(const Form& form) {
  const std::string scope = form.value("scope");
  if (is_one_click(form)) return NoScope::Channel;
  if (scope == "all") return NoScope::All;
  return scope == "campaign" ? NoScope::Campaign : NoScope::Channel;
}

// Whoever wants to hear nothing more is not to be watched at what still comes.
bool withdraw_profiling(Database& database, const UnsubscribeLink& link, const NoWord& word, Instant now) {
  if (!ConsentLedger(database).may_profile(link.customer, word.profiling_default)) return false;
  boost::json::object body{{"purpose", "profiling"}, {"scope", "all"}};
  add_evidence(body, word);
  return append(database,
                {"", "Consent Withdrawn", link.customer, link.delivery, boost::json::serialize(body)}, now);
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

void add_evidence(boost::json::object& body, const NoWord& word) {
  body["source"] = word.source;
  if (!word.text.empty()) body["text"] = word.text;
  if (!word.language.empty()) body["language"] = word.language;
  if (!word.client.empty()) body["ip"] = word.client;
}

bool withdraw(Database& database, const UnsubscribeLink& link, NoWord word, Instant now) {
  const LinkFacts facts = link_facts(database, link.customer, link.delivery);
  if (!facts.is_known) return false;
  // A message of no campaign, asked about as if it had one: no less than its channel is meant.
  if (word.scope == NoScope::Campaign && !facts.campaign) word.scope = NoScope::Channel;
  const bool has_stopped_profiling =
      word.scope == NoScope::All && withdraw_profiling(database, link, word, now);
  if (is_withdrawn(database, link, word.scope, facts.campaign)) return has_stopped_profiling;
  boost::json::object body;
  body["channel"] = link.channel;
  body["purpose"] = "marketing";
  add_evidence(body, word);
  body["scope"] = std::string(to_text(word.scope));
  if (word.scope == NoScope::Campaign) body["campaign"] = Campaigns(database).name(*facts.campaign);
  return append(database,
                {"", "Consent Withdrawn", link.customer, link.delivery, boost::json::serialize(body)}, now);
}

void UnsubscribePage::add_to(Router& router) {
  router.add(Method::Get, "/u/*", 0, [this](Request request) { return ask(std::move(request)); });
  // A provider of mailboxes sends one-clicks of many customers from few addresses, dead ones among them: a
  // valid no is never turned away.
  router.add(
      Method::Post, "/u/*", most_form_bytes,
      [this](Request request) { return unsubscribe(std::move(request)); }, Throttle::FailedKeys);
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
  if (visitor.facts.is_unproven) {
    const Object facts{{"address", address.empty() ? Value() : Value(address)}};
    co_return visitor.page(200, "not_me", facts);
  }
  const Object facts{{"address", address.empty() ? Value() : Value(address)},
                     {"campaign", visitor.facts.campaign.has_value()},
                     {"channel", visitor.channel_label(link->channel)},
                     {"preferences", preferences_link(*link)}};
  co_return visitor.page(200, "unsubscribe", facts);
}

NoWord UnsubscribePage::word_of(const Visitor& visitor, const UnsubscribeLink& link, const Form& form,
                                const Request& request) const {
  NoWord word{scope_of(form),
              "one-click",
              "",
              "",
              request.client.to_text(),
              visitor.configuration->profiling_default};
  if (is_one_click(form)) return word;  // a mail program shows words of its own
  word.source = "unsubscribe page";
  word.language = visitor.reader.language;
  const PageSet& pages = visitor.configuration->pages;
  if (visitor.facts.is_unproven) {
    word.text = pages.text("not_me.button", visitor.reader);
    return word;
  }
  if (word.scope == NoScope::Campaign && !visitor.facts.campaign) word.scope = NoScope::Channel;
  const Object facts{{"channel", visitor.channel_label(link.channel)}};
  word.text = pages.text("unsubscribe.scope_" + std::string(to_text(word.scope)), visitor.reader, facts);
  return word;
}

boost::asio::awaitable<Response> UnsubscribePage::unsubscribe(Request request) {
  const auto link = link_of(request);
  if (!link) co_return Visitor(context_, request).bad_link();
  Visitor visitor = co_await receive_visitor(context_, request, link->customer, link->delivery);
  if (visitor.instead) co_return std::move(*visitor.instead);
  // Whatever the form says or fails to say: a signed link and a POST are the wish to hear no more.
  const Form form = Form::read(request.header("content-type"), request.body).value_or(Form());
  visitor.speak("unsubscribe");
  const NoWord word = word_of(visitor, *link, form, request);
  const bool is_unproven = visitor.facts.is_unproven;
  std::function<bool(Database&)> write = [link = *link, word, is_unproven,
                                          now = context_.clock.now()](Database& database) {
    return is_unproven ? refuse_address(database, link, word, now) : withdraw(database, link, word, now);
  };
  const std::optional<bool> is_new = co_await keep(context_, std::move(write));
  if (!is_new) co_return visitor.failure();
  if (*is_new) {
    context_.log.info("page.unsubscribed", {{"customer", link->customer},
                                            {"channel", link->channel},
                                            {"scope", is_unproven ? "address" : to_text(word.scope)},
                                            {"one_click", is_one_click(form)}});
    if (context_.on_events) context_.on_events();
  }
  visitor.speak("unsubscribed");
  Object facts = Visitor::with_sign("good");
  if (is_unproven) co_return visitor.page(200, "address_refused", facts);
  facts.set("scope", Value(to_text(word.scope)));
  facts.set("channel", Value(visitor.channel_label(link->channel)));
  facts.set("link", Value(preferences_link(*link)));
  co_return visitor.page(200, "unsubscribed", facts);
}

}  // namespace lifecycled
