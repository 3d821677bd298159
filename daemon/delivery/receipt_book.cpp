#include "delivery/receipt_book.hpp"

#include <algorithm>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "audience/address_form.hpp"
#include "consent/consent_ledger.hpp"
#include "delivery/receipt_meaning.hpp"
#include "delivery/receipt_text.hpp"
#include "journey/delivery_event.hpp"
#include "journey/event_names.hpp"
#include "store/events.hpp"
#include "store/quarantine.hpp"
#include "store/receipts.hpp"
#include "store/soft_failures.hpp"

namespace lifecycled {
namespace {

namespace json = boost::json;

// Without a sign of life between them.
constexpr std::int64_t most_soft_bounces = 10;
constexpr Milliseconds postponed_for{24 * 3'600'000};

json::object event_body(const Receipt& receipt) {
  json::object body;
  if (receipt.kind == ReceiptKind::BouncedHard || receipt.kind == ReceiptKind::BouncedSoft)
    body["hard"] = receipt.kind == ReceiptKind::BouncedHard;
  if (!receipt.code.empty()) body["code"] = receipt.code;
  if (!receipt.detail.empty()) body["reason"] = receipt.detail;
  if (!receipt.url.empty()) body["url"] = receipt.url;
  if (!receipt.text.empty()) body["text"] = receipt.text;
  return body;
}

std::string reason_of(const Receipt& receipt) {
  return receipt.code.empty() || receipt.detail.starts_with(receipt.code)
             ? receipt.detail
             : fmt::format("{} {}", receipt.code, receipt.detail);
}

// A provider without ids of its own tells the same thing with the same words.
std::string identity_of(const Receipt& receipt) {
  if (!receipt.event_id.empty()) return receipt.event_id;
  return fmt::format("{} {} {} {} {}", to_text(receipt.kind), receipt.provider_message_id,
                     receipt.idempotency_key, receipt.address, receipt.at_unix_ms);
}

}  // namespace

struct ReceiptBook::Told {
  Database& database;
  const std::string& channel;
  const Receipt& receipt;
  Instant at;  // when it happened, as far as a provider can know
  Instant now;
  std::vector<AddressRow> addresses;  // of whom it concerns: everybody's who shares the address
};

ReportsOfNobody ReceiptBook::record(Database& database, const std::string& channel,
                                    const std::vector<Receipt>& receipts, Instant now) const {
  ReportsOfNobody of_nobody;
  for (const Receipt& receipt : receipts) {
    if (record_one(database, channel, receipt, now) == Found::Somebody) continue;
    ++of_nobody.reports;
    of_nobody.stops += asks_to_stop(channel, receipt);
  }
  return of_nobody;
}

bool ReceiptBook::asks_to_stop(const std::string& channel, const Receipt& receipt) const {
  return receipt.kind == ReceiptKind::Unsubscribed || receipt.kind == ReceiptKind::Complained ||
         (receipt.kind == ReceiptKind::Replied && replies_.asks_to_stop(channel, receipt.text, receipt.code));
}

ReceiptBook::Found ReceiptBook::record_one(Database& database, const std::string& channel,
                                           const Receipt& receipt, Instant now) const {
  Deliveries deliveries(database);
  Told told{database, channel, receipt, std::min(from_ms(receipt.at_unix_ms), now), now, {}};

  std::optional<DeliveryId> id;
  if (!receipt.idempotency_key.empty()) id = deliveries.find_by_key(receipt.idempotency_key);
  if (!id && !receipt.provider_message_id.empty())
    id = deliveries.find_by_provider_id(channel, receipt.provider_message_id);
  auto delivery = id ? deliveries.find(*id) : std::nullopt;
  if (delivery && delivery->channel != channel) delivery.reset();

  const std::string kind = kind_of(channel);
  if (delivery && delivery->address) {
    const auto address = Addresses(database).find(*delivery->address);
    told.addresses = Addresses(database).with_value(address->kind, address->normal);
  } else if (const auto normal = normal_address(kind, receipt.address)) {
    told.addresses = Addresses(database).with_value(kind, *normal);
  }

  // The answer to the attempt is still on its way, or the message is not ours at all. An answer may be lost,
  // and the provider's id with it: what names the delivery already waits under the delivery's own key.
  const bool is_early = delivery ? delivery->state == DeliveryState::Sending : told.addresses.empty();
  const std::string& key = delivery                              ? delivery->idempotency_key
                           : receipt.provider_message_id.empty() ? receipt.idempotency_key
                                                                 : receipt.provider_message_id;
  if (is_early && !key.empty()) {
    Receipts(database).keep_early(channel, key, receipt_to_text(receipt), now);
    return delivery ? Found::Somebody : Found::Nobody;
  }

  if (!Receipts(database).add(channel, identity_of(receipt), id, static_cast<std::int64_t>(receipt.kind),
                              told.at)) {
    return Found::Somebody;
  }
  if (is_early) {
    Quarantine(database).add(EventSource::Channel,
                             fmt::format("{} reports of an address that no customer has", channel),
                             receipt_to_text(receipt), now);
    return Found::Nobody;
  }
  count_for_health(told, delivery);
  if (delivery) {
    about_delivery(told, *delivery);
  } else {
    about_nobodys_message(told);
  }
  about_addresses(told, delivery);
  if (receipt.kind == ReceiptKind::Replied)
    replies_.receive(database, {channel, receipt.text, receipt.code, told.addresses, told.at, now});
  return Found::Somebody;
}

void ReceiptBook::about_delivery(const Told& told, const DeliveryRow& delivery) const {
  Deliveries deliveries(told.database);
  const Receipt& receipt = told.receipt;
  const auto message = Messages(told.database).find(delivery.message);
  if (!message) return;
  // The id of the latest attempt stays: a report may come late of an earlier one.
  deliveries.note_provider(delivery.id, delivery.provider_message_id ? "" : receipt.provider_message_id, "",
                           receipt.cost_micros, receipt.cost_currency);
  if (const auto state = state_after(receipt.kind); state && strength(*state) > strength(delivery.state)) {
    // What was held in doubt, or waited to be tried again, has left after all.
    if (strength(delivery.state) == 0 && receipt.kind != ReceiptKind::Failed) {
      append_delivery_event(told.database, event_names::message_sent, delivery, *message, {}, told.at,
                            told.now);
    }
    deliveries.settle(delivery.id, *state, reason_of(receipt), told.now);
  }
  if (receipt.kind == ReceiptKind::Postponed) postpone(told, delivery, *message);
  if (const auto name = event_name(receipt.kind); !name.empty())
    append_delivery_event(told.database, name, delivery, *message, event_body(receipt), told.at, told.now);
}

// As an answer of that meaning: tried again as long as the message lives and attempts are left. A report of
// an attempt that another one followed says nothing of the later one.
void ReceiptBook::postpone(const Told& told, const DeliveryRow& delivery, const MessageRow& message) const {
  if (delivery.state != DeliveryState::Accepted) return;
  const std::string& id = told.receipt.provider_message_id;
  if (!id.empty() && delivery.provider_message_id && *delivery.provider_message_id != id) return;
  Deliveries deliveries(told.database);
  const std::string reason = reason_of(told.receipt);
  const Instant again = told.now + postponed_for;
  const bool is_given_up = delivery.attempts >= most_attempts_;
  if (!is_given_up && again < message.expires_at) return deliveries.retry(delivery.id, again, reason);
  deliveries.settle(delivery.id, is_given_up ? DeliveryState::Failed : DeliveryState::Expired, reason,
                    told.now);
  append_delivery_event(told.database, event_names::message_failed, delivery, message,
                        {{"reason", (is_given_up ? "" : "expired: ") + reason}}, told.at, told.now);
}

void ReceiptBook::about_nobodys_message(const Told& told) const {
  const auto name = event_name(told.receipt.kind);
  if (name.empty()) return;
  // Of several customers who share an address, whoever gave it last.
  const auto owner = std::ranges::max_element(told.addresses, {}, &AddressRow::id);
  json::object body = event_body(told.receipt);
  body["channel"] = told.channel;
  append_event(told, name, std::move(body), owner->customer);
}

void ReceiptBook::about_addresses(const Told& told, const std::optional<DeliveryRow>& delivery) const {
  // A list behind an address, or a server that repeats itself, bounces one mail many times.
  const bool is_first_of_message =
      !delivery ||
      Receipts(told.database).count(delivery->id, static_cast<std::int64_t>(told.receipt.kind)) == 1;
  ConsentLedger ledger(told.database);
  for (const AddressRow& address : told.addresses) {
    switch (told.receipt.kind) {
      case ReceiptKind::BouncedHard:
        ledger.suppress(address.id, address.customer, told.channel, SuppressionReason::HardBounce,
                        "bounced: " + reason_of(told.receipt), told.now);
        break;
      case ReceiptKind::Complained:
        // At once, before the reactor has read the withdrawal.
        ledger.suppress(address.id, address.customer, told.channel, SuppressionReason::Complaint, "complaint",
                        told.now);
        append_consent(told, address, event_names::consent_withdrawn);
        break;
      case ReceiptKind::Unsubscribed:
        append_consent(told, address, event_names::consent_withdrawn);
        break;
      case ReceiptKind::Resubscribed:
        append_consent(told, address, event_names::consent_given);
        break;
      case ReceiptKind::BouncedSoft:
        if (is_first_of_message) count_soft_bounce(told, address);
        break;
      case ReceiptKind::Replied:
        Addresses(told.database).note_inbound(address.id, told.channel, told.at);
        SoftFailures(told.database).forget(address.id, told.channel);
        break;
      case ReceiptKind::Delivered:
      case ReceiptKind::Read:
      case ReceiptKind::Opened:
      case ReceiptKind::Clicked:
        // It works again, whatever it was.
        SoftFailures(told.database).forget(address.id, told.channel);
        break;
      case ReceiptKind::Sent:
      case ReceiptKind::Failed:
      case ReceiptKind::Postponed:
        break;
    }
  }
}

// Once a message, however many reports there are of it.
void ReceiptBook::count_for_health(const Told& told, const std::optional<DeliveryRow>& delivery) const {
  const auto count = [&](const ChannelReturns& more) {
    health_.count(told.database, told.channel, more, told.now);
  };
  const auto stands = [&](DeliveryState state) { return delivery && delivery->state == state; };
  switch (told.receipt.kind) {
    case ReceiptKind::BouncedHard:
      if (!stands(DeliveryState::Bounced) && !stands(DeliveryState::Failed)) count({.bounced = 1});
      break;
    case ReceiptKind::Complained:
      if (!stands(DeliveryState::Complained)) count({.complained = 1});
      break;
    case ReceiptKind::Sent:
    case ReceiptKind::Delivered:
    case ReceiptKind::Read:
    case ReceiptKind::Opened:
    case ReceiptKind::Clicked:
    case ReceiptKind::BouncedSoft:
    case ReceiptKind::Failed:
    case ReceiptKind::Unsubscribed:
    case ReceiptKind::Resubscribed:
    case ReceiptKind::Replied:
    case ReceiptKind::Postponed:
      break;
  }
}

// A mailbox that is full week after week is nobody's any more.
void ReceiptBook::count_soft_bounce(const Told& told, const AddressRow& address) const {
  SoftFailures failures(told.database);
  failures.count_one(address.id, told.channel);
  if (failures.count(address.id, told.channel) < most_soft_bounces) return;
  ConsentLedger(told.database)
      .suppress(
          address.id, address.customer, told.channel, SuppressionReason::HardBounce,
          fmt::format("bounced {} times in a row, last: {}", most_soft_bounces, reason_of(told.receipt)),
          told.now);
}

void ReceiptBook::append_consent(const Told& told, const AddressRow& address, std::string_view name) const {
  json::object body{{"purpose", "marketing"},
                    {"channel", told.channel},
                    {"address", address.value},
                    {"source", std::string(to_text(told.receipt.kind)) + " by the provider"}};
  append_event(told, name, std::move(body), address.customer);
}

void ReceiptBook::append_event(const Told& told, std::string_view name, json::object body,
                               CustomerId customer) const {
  NewEvent event;
  event.name = name;
  event.occurred_at = told.at;
  event.source = EventSource::Channel;
  event.customer = customer;
  event.body = json::serialize(body);
  Events(told.database).append(event, told.now);
}

void ReceiptBook::record_early(Database& database, const DeliveryRow& delivery,
                               const std::string& provider_message_id, Instant now) const {
  Receipts receipts(database);
  for (const std::string* key : {&provider_message_id, &delivery.idempotency_key}) {
    if (key->empty()) continue;
    for (const std::string& text : receipts.take_early(delivery.channel, *key)) {
      if (const auto receipt = receipt_from_text(text)) record_one(database, delivery.channel, *receipt, now);
    }
  }
}

std::string ReceiptBook::kind_of(const std::string& channel) const {
  const auto found = reaches_.find(channel);
  return found == reaches_.end() ? "" : found->second;
}

}  // namespace lifecycled
