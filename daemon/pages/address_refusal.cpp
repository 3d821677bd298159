#include "pages/address_refusal.hpp"

#include <algorithm>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "store/address_change.hpp"
#include "store/consents.hpp"
#include "store/events.hpp"
#include "store/suppressions.hpp"

namespace lifecycled {
namespace {

constexpr const char* reactor_cursor = "reactor";

// Where nothing waits to be applied: a yes that is in the log and not yet in the ledger would hide behind it.
bool is_said(Database& database, const AddressRow& address, const std::string& channel) {
  Events events(database);
  if (events.cursor(reactor_cursor) != events.last_id()) return false;
  const auto current = Consents(database).current(address.id, channel, ConsentPurpose::Marketing);
  // An unsubscription before the question is another no than this.
  return current && !current->given &&
         std::ranges::any_of(
             Suppressions(database).against(address.kind, address.normal, channel),
             [](const SuppressionRow& row) { return row.why == SuppressionReason::NotAsked; });
}

}  // namespace

bool refuse_address(Database& database, const UnsubscribeLink& link, const NoWord& word, Instant now) {
  if (is_gone(database, link.customer)) return false;
  const auto delivery = Deliveries(database).find(link.delivery);
  auto address = delivery && delivery->address ? Addresses(database).find(*delivery->address) : std::nullopt;
  if (!address || address->customer != link.customer || address->value.empty()) return false;
  bool is_forgotten = false;
  if (address->kind == pending_email) {
    AddressChange(database).forget_pending(address->id);
    is_forgotten = true;
    // It may have been taken for theirs since.
    const auto own = Addresses(database).of_customer(link.customer, "email");
    const auto same = std::ranges::find(own, address->normal, &AddressRow::normal);
    if (same == own.end()) return true;
    address = *same;
  }
  if (is_said(database, *address, link.channel)) return is_forgotten;
  boost::json::object body;
  body["channel"] = link.channel;
  body["purpose"] = "marketing";
  body[address->kind] = address->value;
  add_evidence(body, word);
  return append(database,
                {"", "Consent Withdrawn", link.customer, link.delivery, boost::json::serialize(body)}, now) ||
         is_forgotten;
}

}  // namespace lifecycled
