#include "store/shop_export.hpp"

#include <algorithm>
#include <array>

#include "store/addresses.hpp"
#include "store/processing.hpp"
#include "store/trait_times.hpp"

namespace lifecycled {
namespace {

// What the rows of customers, orders and consents tell.
constexpr std::array<std::string_view, 9> told_elsewhere{
    "Customer Identified", "Order Completed", "Order Updated",     "Order Cancelled", "Order Refunded",
    "Consent Given",       "Consent Asked",   "Consent Withdrawn", "Address Changed"};

bool is_told_to_us(const StoredEvent& event) {
  // What follows from an imported history is marked as such, and is ours.
  if (event.source == EventSource::Import && event.customer) return false;
  switch (event.source) {
    case EventSource::Http:
    case EventSource::Import:
    case EventSource::Page:
    case EventSource::Operator:
      return std::ranges::find(told_elsewhere, event.name) == told_elsewhere.end();
    case EventSource::Engine:
    case EventSource::Channel:
      return false;
  }
  return false;
}

}  // namespace

ExportedName ShopExport::name_of(CustomerId customer) {
  Customers customers(database_);
  ExportedName name;
  name.user_id = customers.identifier(customer, IdentifierKind::UserId);
  if (!name.user_id) name.anonymous_id = customers.identifier(customer, IdentifierKind::AnonymousId);
  return name;
}

bool ShopExport::may_be_told_of(CustomerId customer) {
  return DataProcessing(database_).of(customer) == Processing::Usual;
}

std::vector<ExportedCustomer> ShopExport::customers(CustomerId& after, std::size_t limit, bool& more) {
  Customers customers(database_);
  Addresses addresses(database_);
  const auto ids = customers.all(after, limit);
  more = !ids.empty();
  std::vector<ExportedCustomer> out;
  for (const CustomerId id : ids) {
    after = id;
    const auto row = customers.find(id);
    if (!row || !may_be_told_of(id)) continue;
    ExportedCustomer customer;
    customer.row = *row;
    customer.traits_at = TraitTimes(database_).newest(id);
    Query names(database_,
                "SELECT kind, value FROM customer_identifiers WHERE customer_id = ?1 ORDER BY kind, value");
    names.bind(id);
    while (names.step()) {
      const bool is_user = static_cast<IdentifierKind>(names.integer(0)) == IdentifierKind::UserId;
      if (!is_user) customer.anonymous_ids.push_back(names.text(1));
      if (is_user && !customer.user_id) customer.user_id = names.text(1);
    }
    if (!customer.user_id && customer.anonymous_ids.empty()) continue;
    for (const AddressRow& address : addresses.of_customer(id)) {
      if (address.kind == "email") customer.emails.insert(customer.emails.begin(), address.value);
      if (address.kind == "phone") customer.phones.insert(customer.phones.begin(), address.value);
    }
    out.push_back(std::move(customer));
  }
  return out;
}

std::vector<OrderLine> ShopExport::lines_of(std::int64_t order) {
  Query query(
      database_,
      "SELECT product_id, name, quantity, price_minor FROM order_lines WHERE order_id = ?1 ORDER BY line");
  query.bind(order);
  std::vector<OrderLine> lines;
  while (query.step()) {
    lines.push_back(
        {query.text_or_none(0), query.text_or_none(1), query.integer(2), query.integer_or_none(3)});
  }
  return lines;
}

std::vector<ExportedOrder> ShopExport::orders(std::int64_t& after, std::size_t limit, bool& more) {
  Query query(database_,
              "SELECT id, order_key, customer_id, ordered_at, total_minor, currency, refunded_minor, "
              "discount_minor, coupon, status, in_store FROM orders WHERE id > ?1 ORDER BY id LIMIT ?2");
  query.bind(after, limit);
  std::vector<ExportedOrder> out;
  for (more = false; query.step();) {
    more = true;
    after = query.integer(0);
    const CustomerId buyer = query.integer(2);
    if (!may_be_told_of(buyer)) continue;
    ExportedOrder order;
    order.buyer = name_of(buyer);
    if (!order.buyer) continue;
    order.row.id = after;
    order.row.key = query.text(1);
    order.row.customer = buyer;
    order.row.ordered_at = from_ms(query.integer(3));
    order.row.total_minor = query.integer(4);
    order.row.currency = query.text(5);
    order.row.refunded_minor = query.integer(6);
    order.row.discount_minor = query.integer(7);
    order.row.coupon = query.text_or_none(8);
    order.row.status = static_cast<OrderStatus>(query.integer(9));
    order.row.in_store = query.integer(10) != 0;
    order.row.lines = lines_of(after);
    out.push_back(std::move(order));
  }
  return out;
}

std::vector<ExportedConsent> ShopExport::consents(std::int64_t& after, std::size_t limit, bool& more) {
  Query query(
      database_,
      "SELECT c.id, a.customer_id, a.kind, a.value, c.channel, c.purpose, c.given, c.at, c.source, "
      "c.wording, c.language, e.ip, e.actor, e.reason FROM consents c JOIN addresses a ON a.id = "
      "c.address_id LEFT JOIN consent_evidence e ON e.consent_id = c.id WHERE c.id > ?1 ORDER BY c.id "
      "LIMIT ?2");
  query.bind(after, limit);
  std::vector<ExportedConsent> out;
  for (more = false; query.step();) {
    more = true;
    after = query.integer(0);
    ExportedConsent consent;
    consent.row.id = after;
    consent.row.purpose = static_cast<ConsentPurpose>(query.integer(5));
    const CustomerId customer = query.integer(1);
    // Who asked for news and has not confirmed it has agreed to nothing yet.
    if (consent.row.purpose == ConsentPurpose::Asked || !may_be_told_of(customer)) continue;
    consent.who = name_of(customer);
    if (!consent.who) continue;
    consent.address_kind = query.text(2);
    consent.address = query.text(3);
    consent.row.channel = query.text(4);
    consent.row.given = query.integer(6) != 0;
    consent.row.at = from_ms(query.integer(7));
    consent.row.source = query.text(8);
    consent.row.wording = query.text_or_none(9);
    consent.row.language = query.text_or_none(10);
    consent.row.ip = query.text_or_none(11);
    consent.row.actor = query.text_or_none(12);
    consent.row.reason = query.text_or_none(13);
    out.push_back(std::move(consent));
  }
  return out;
}

// Pages know customers by our number, and the shop does not.
bool ShopExport::name_whose(StoredEvent& event) {
  Customers customers(database_);
  auto customer = event.customer;
  if (!customer && event.user_id) customer = customers.find_by(IdentifierKind::UserId, *event.user_id);
  if (!customer && event.anonymous_id)
    customer = customers.find_by(IdentifierKind::AnonymousId, *event.anonymous_id);
  if (!customer || !may_be_told_of(*customer)) return false;
  if (event.user_id || event.anonymous_id) return true;
  const ExportedName name = name_of(*customer);
  event.user_id = name.user_id;
  event.anonymous_id = name.anonymous_id;
  return static_cast<bool>(name);
}

std::vector<StoredEvent> ShopExport::events(EventId& after, std::size_t limit, bool& more) {
  auto events = Events(database_).read_after(after, limit);
  more = !events.empty();
  if (more) after = events.back().id;
  std::erase_if(events, [&](StoredEvent& event) { return !is_told_to_us(event) || !name_whose(event); });
  return events;
}

}  // namespace lifecycled
