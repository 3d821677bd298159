#include "pages/address_page.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "pages/preferences.hpp"

namespace lifecycled {
namespace {

using liquid::Object;

// The delivery's address, where it waits to be proven.
std::optional<AddressRow> pending_address(Database& database, const ViewLink& link) {
  const auto delivery = Deliveries(database).find(link.delivery);
  const auto address =
      delivery && delivery->address ? Addresses(database).find(*delivery->address) : std::nullopt;
  const bool is_theirs = address && address->customer == link.customer && address->kind == pending_email;
  return is_theirs ? address : std::nullopt;
}

// True: an event was written. The old address is the one that the shop writes to now.
bool change_address(Database& database, const ViewLink& link, Instant now) {
  const auto address = pending_address(database, link);
  if (!address) return false;
  const auto known = Addresses(database).of_customer(link.customer, "email");
  boost::json::object body;
  body["email"] = address->value;
  if (!known.empty() && known.front().normal != address->normal) body["old"] = known.front().value;
  const std::string id = fmt::format("page:address:{}", to_payload(link));
  const PageWord word{id, "Address Changed", link.customer, link.delivery, boost::json::serialize(body)};
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
    bool is_pending = false;
  };
  auto look = [link](Database& database) {
    return Found{link_facts(database, link.customer, link.delivery),
                 pending_address(database, link).has_value()};
  };
  try {
    const Found found = co_await context_.store.read(std::move(look));
    visitor.know(found.facts);
    if (!found.is_pending) visitor.instead = visitor.bad_link();
    visitor.require_fresh(context_.clock.now());
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
  Visitor visitor = co_await receive(std::move(request), *link);
  if (visitor.instead) co_return std::move(*visitor.instead);
  std::function<bool(Database&)> write = [link = *link, now = context_.clock.now()](Database& database) {
    return change_address(database, link, now);
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
