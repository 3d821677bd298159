#include "pages/address_page.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "message/own_messages.hpp"
#include "pages/preferences.hpp"
#include "store/address_change.hpp"
#include "store/messages.hpp"

namespace lifecycled {
namespace {

using liquid::Object;

constexpr std::size_t messages_looked_at = 50;

// The delivery's address, where it waits to be proven.
std::optional<AddressRow> pending_address(Database& database, const ViewLink& link) {
  const auto delivery = Deliveries(database).find(link.delivery);
  const auto address =
      delivery && delivery->address ? Addresses(database).find(*delivery->address) : std::nullopt;
  const bool is_theirs = address && address->customer == link.customer && address->kind == pending_email &&
                         !address->value.empty();  // else somebody said that it is not theirs
  return is_theirs ? address : std::nullopt;
}

std::string id_of(const ViewLink& link) { return fmt::format("page:address:{}", to_payload(link)); }

// Whether a link that was asked for after this one has been followed: what this one says is over then.
bool is_superseded(Database& database, const ViewLink& link) {
  AddressChange change(database);
  for (const MessageRow& message : Messages(database).of_customer(link.customer, messages_looked_at)) {
    if (message.name != new_address_message) continue;
    for (const DeliveryRow& delivery : Deliveries(database).of_message(message.id)) {
      if (delivery.id > link.delivery && change.is_done(id_of({link.customer, delivery.id}))) return true;
    }
  }
  return false;
}

// What was agreed to, and from where, for the ledger.
struct Proof {
  ViewLink link;
  std::string wording, language, client;
};

// True: an event was written. The old address is the one that the shop writes to now.
bool change_address(Database& database, const Proof& proof, Instant now) {
  const ViewLink& link = proof.link;
  const auto address = pending_address(database, link);
  if (!address) return false;
  const auto known = Addresses(database).of_customer(link.customer, "email");
  boost::json::object body;
  body["email"] = address->value;
  if (!known.empty() && known.front().normal != address->normal) body["old"] = known.front().value;
  body["text"] = proof.wording;
  body["language"] = proof.language;
  body["ip"] = proof.client;
  const PageWord word{id_of(link), "Address Changed", link.customer, link.delivery,
                      boost::json::serialize(body)};
  return append(database, word, now);
}

}  // namespace

void AddressPage::add_to(Router& router) {
  router.add(Method::Get, "/a/*", 0, [this](Request request) { return ask(std::move(request)); });
  router.add(Method::Post, "/a/*", most_form_bytes,
             [this](Request request) { return change(std::move(request)); });
}

std::optional<ViewLink> AddressPage::link_of(const Request& request) const {
  const auto payload = context_.signer->verify(address_purpose, request.tail);
  return payload ? view_link(*payload) : std::nullopt;
}

boost::asio::awaitable<Visitor> AddressPage::receive(Request request, ViewLink link) {
  Visitor visitor(context_, request);
  struct Found {
    LinkFacts facts;
    bool is_pending = false, is_superseded = false;
  };
  auto look = [link](Database& database) {
    return Found{link_facts(database, link.customer, link.delivery),
                 pending_address(database, link).has_value(), is_superseded(database, link)};
  };
  try {
    const Found found = co_await context_.store.read(std::move(look));
    visitor.know(found.facts);
    if (!found.is_pending) visitor.instead = visitor.bad_link();
    visitor.require_fresh(context_.clock.now());
    if (!visitor.instead && found.is_superseded)
      visitor.instead = visitor.page(410, "expired", Visitor::with_sign("bad"));
  } catch (const std::exception& failure) {
    context_.log.error("page.store_failed", {{"reason", failure.what()}});
    visitor.instead = visitor.failure();
  }
  co_return visitor;
}

boost::asio::awaitable<Response> AddressPage::ask(Request request) {
  const auto link = link_of(request);
  if (!link) co_return Visitor(context_, request).bad_link();
  Visitor visitor = co_await receive(std::move(request), *link);
  if (visitor.instead) co_return std::move(*visitor.instead);
  const Object facts{{"address", visitor.facts.full_address}};
  co_return visitor.page(200, "address", facts);
}

boost::asio::awaitable<Response> AddressPage::change(Request request) {
  const auto link = link_of(request);
  if (!link) co_return Visitor(context_, request).bad_link();
  std::string client = request.client.to_text();
  Visitor visitor = co_await receive(std::move(request), *link);
  if (visitor.instead) co_return std::move(*visitor.instead);
  Proof proof{*link, visitor.configuration->pages.text("address.lead", visitor.reader),
              visitor.reader.language, std::move(client)};
  std::function<bool(Database&)> write = [proof = std::move(proof),
                                          now = context_.clock.now()](Database& database) {
    return change_address(database, proof, now);
  };
  const std::optional<bool> is_new = co_await keep(context_, std::move(write));
  if (!is_new) co_return visitor.failure();
  if (*is_new) {
    context_.log.info("page.address_changed", {{"customer", link->customer}});
    if (context_.on_events) context_.on_events();
  }
  Object facts = Visitor::with_sign("good");
  facts.set("address", liquid::Value(visitor.facts.full_address));
  co_return visitor.page(200, "address_changed", facts);
}

}  // namespace lifecycled
