#include "delivery/outbox.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "consent/consent_ledger.hpp"
#include "delivery/answers.hpp"
#include "delivery/next_address.hpp"
#include "journey/delivery_event.hpp"
#include "journey/event_names.hpp"
#include "store/campaign_halts.hpp"
#include "store/cap_slots.hpp"
#include "store/channel_stops.hpp"
#include "store/suppressions.hpp"

namespace lifecycled {
namespace {

constexpr Milliseconds channel_pause_by_default{60'000};
constexpr Milliseconds destination_pause_by_default{5 * 60'000};

// As the plugins name destinations: the domain of a mail address, the host of a browser's push service.
std::string_view pace_key_of(const AddressRow& address) {
  if (address.kind == "webpush") {
    constexpr std::string_view name = "\"endpoint\"", scheme = "https://";
    const auto found =
        address.normal.find(scheme, std::min(address.normal.find(name), address.normal.size()));
    if (found == std::string::npos) return address.normal;
    const std::string_view rest = std::string_view(address.normal).substr(found + scheme.size());
    return rest.substr(0, rest.find_first_of("/\""));
  }
  const auto at = address.normal.rfind('@');
  return at == std::string::npos ? std::string_view(address.normal)
                                 : std::string_view(address.normal).substr(at + 1);
}

// A channel that stopped itself still sends what customers wait for.
std::int64_t last_class_of(Database& database, const std::string& channel) {
  return ChannelStops(database).find(channel) ? first_queue_class : any_queue_class;
}

}  // namespace

std::optional<Instant> Outbox::next_due(Database& database, const std::string& channel, Instant now) {
  Deliveries deliveries(database);
  const auto last_class = last_class_of(database, channel);
  if (!deliveries.due(channel, now, 1, last_class).empty()) return now;
  return deliveries.next_due(channel, now, last_class);
}

std::vector<Claim> Outbox::claim(Database& database, const std::string& channel, Instant now,
                                 std::size_t limit, const HeldKeys& held) {
  Deliveries deliveries(database);
  Messages messages(database);
  std::vector<Claim> claims;
  for (const QueuedDelivery& queued : deliveries.due(channel, now, limit, last_class_of(database, channel))) {
    const auto delivery = deliveries.find(queued.id);
    const auto message = delivery ? messages.find(delivery->message) : std::nullopt;
    if (!message) continue;
    const Verdict verdict = gates_.ask(database, *delivery, *message, now);
    if (const auto* never = std::get_if<Never>(&verdict)) {
      withhold(database, *delivery, never->reason, now);
      continue;
    }
    if (std::holds_alternative<Expired>(verdict)) {
      expire(database, *delivery, *message, "not sent in time", now);
      continue;
    }
    if (const auto* later = std::get_if<NotBefore>(&verdict)) {
      // At the latest when it expires, so that it ends then and not when the gate would have opened.
      const Instant at = std::min(later->at, message->expires_at);
      if (later->until_told && message->campaign)
        CampaignHalts(database).hold_delivery(*message->campaign, delivery->id);
      deliveries.postpone(*delivery, std::max(at, now + Milliseconds{1}), later->reason);
      continue;
    }
    Claim claim;
    if (delivery->address) {
      const auto address = Addresses(database).find(*delivery->address);
      if (const auto hold = held.find(pace_key_of(*address)); hold != held.end() && hold->second > now) {
        deliveries.postpone(*delivery, hold->second, "the destination asked for a pause");
        continue;
      }
      claim.recipient = address->value;
      claim.last_inbound = Addresses(database).last_inbound(address->id, channel);
    }
    claim.ticket = deliveries.claim(*delivery, now);
    claim.delivery = *delivery;
    claim.delivery.attempts += 1;
    claim.message = *message;
    if (message->campaign) claim.campaign_name = Campaigns(database).name(*message->campaign);
    claim.consent_epoch = Customers(database).consent_epoch(message->customer);
    claim.claimed_at = now;
    if (delivery->attempts == 0) {
      gates_.volume().take(database, channel, now);
      if (takes_cap_slot(*delivery, *message))
        CapSlots(database).take({message->customer, now, delivery->id, message->id, channel});
    }
    claims.push_back(std::move(claim));
  }
  return claims;
}

std::vector<Claim> Outbox::keep_rendered(Database& database, std::vector<Claim> claims,
                                         const std::vector<Rendered>& rendered, Instant now) {
  Deliveries deliveries(database);
  const auto suppressed = Suppressions(database).newest();
  std::vector<Claim> ready;
  for (std::size_t i = 0; i < claims.size(); ++i) {
    Claim& claim = claims[i];
    if (!rendered[i].failure.empty()) {
      // A template that fails stops its message, not the campaign.
      forget_attempt(database, claim.ticket, claim.delivery.id);
      deliveries.settle(claim.delivery.id, DeliveryState::Failed, rendered[i].failure, now);
      append_event(database, event_names::message_failed, claim.delivery, claim.message, rendered[i].failure,
                   now);
      continue;
    }
    // Two messages that were rendered at once may want one hash for two addresses: the later one looks again.
    LinkTargets targets(database);
    if (!std::ranges::all_of(rendered[i].targets, [&](const LinkTarget& target) {
          return targets.add(target, claim.message.customer);
        })) {
      give_back(database, {claim}, now);
      continue;
    }
    if (rendered[i].content) Contents(database).save(claim.delivery.id, *rendered[i].content, now);
    // Whoever unsubscribed while their mail was being rendered does not get it, nor does whose domain was
    // suppressed.
    if (Customers(database).consent_epoch(claim.message.customer) != claim.consent_epoch ||
        (suppressed && *suppressed >= claim.claimed_at)) {
      const Verdict verdict = gates_.ask(database, claim.delivery, claim.message, now);
      if (!std::holds_alternative<Pass>(verdict)) {
        give_back(database, {claim}, now);
        continue;
      }
    }
    ready.push_back(std::move(claim));
  }
  return ready;
}

void Outbox::give_back(Database& database, const std::vector<Claim>& claims, Instant at) {
  std::vector<OpenAttempt> attempts;
  for (const Claim& claim : claims) attempts.push_back({claim.ticket, claim.delivery.id});
  give_back(database, attempts, at);
}

void Outbox::give_back(Database& database, const std::vector<OpenAttempt>& attempts, Instant at) {
  for (const OpenAttempt& attempt : attempts) put_back(database, attempt.ticket, attempt.delivery, at, "");
}

void Outbox::put_back(Database& database, Ticket ticket, DeliveryId id, Instant at, std::string_view reason) {
  forget_attempt(database, ticket, id);
  Deliveries deliveries(database);
  if (const auto delivery = deliveries.find(id)) deliveries.postpone(*delivery, at, reason);
}

// An attempt that never was takes no place of the day and no slot of the cap either: else a message would
// stand in its own way.
void Outbox::forget_attempt(Database& database, Ticket ticket, DeliveryId id) {
  Deliveries deliveries(database);
  const auto delivery = deliveries.find(id);
  const auto message = delivery ? Messages(database).find(delivery->message) : std::nullopt;
  if (message && delivery->attempts == 1 && delivery->first_attempt_at) {
    take_back_place(database, *delivery);
    if (takes_cap_slot(*delivery, *message))
      CapSlots(database).release(message->customer, *delivery->first_attempt_at, id);
  }
  deliveries.forget_attempt(ticket, id);
}

Aftermath Outbox::record(Database& database, const std::string& channel, const std::vector<Answer>& answers,
                         bool deduplicates, Instant now) {
  Aftermath aftermath;
  for (const Answer& answer : answers) {
    record_one(database, channel, answer, deduplicates, now, aftermath);
    if (const auto delivery = Deliveries(database).find(answer.delivery))
      receipts_.record_early(database, *delivery, answer.result.provider_message_id, now);
  }
  return aftermath;
}

void Outbox::record_one(Database& database, const std::string& channel, const Answer& answer,
                        bool deduplicates, Instant now, Aftermath& aftermath) {
  Deliveries deliveries(database);
  const auto delivery = deliveries.find(answer.delivery);
  const auto message = delivery ? Messages(database).find(delivery->message) : std::nullopt;
  if (!message) return;
  const AttemptResult& result = answer.result;
  const std::string detail = shortened(result.detail, 500);
  deliveries.end_attempt(answer.ticket, now, static_cast<std::int64_t>(result.outcome), detail);
  deliveries.note_provider(delivery->id, result.provider_message_id, result.pace_key, result.cost_micros,
                           result.cost_currency);
  const Milliseconds wait = result.retry_after.count() > 0 ? result.retry_after : Milliseconds{0};

  switch (result.outcome) {
    case Outcome::Accepted:
    case Outcome::Delivered:
      deliveries.settle(
          delivery->id,
          result.outcome == Outcome::Accepted ? DeliveryState::Accepted : DeliveryState::Delivered, detail,
          now);
      append_event(database, event_names::message_sent, *delivery, *message, "", now);
      health_.count(database, channel, {.sent = 1}, now);
      return;
    case Outcome::Transient:
      try_again(database, *delivery, *message, result, now);
      if (result.scope == Scope::Destination && !result.pace_key.empty()) {
        aftermath.pause_keys.emplace_back(result.pace_key,
                                          wait.count() > 0 ? wait : destination_pause_by_default);
      }
      if (result.scope == Scope::Channel) {
        aftermath.pause_channel = std::max(aftermath.pause_channel.value_or(Milliseconds{0}),
                                           wait.count() > 0 ? wait : channel_pause_by_default);
      }
      return;
    case Outcome::RateLimited: {
      const Milliseconds pause = wait.count() > 0 ? wait : channel_pause_by_default;
      put_back(database, answer.ticket, delivery->id, now + pause, detail);
      if (result.scope == Scope::Destination && !result.pace_key.empty()) {
        aftermath.pause_keys.emplace_back(result.pace_key, pause);
      } else {
        aftermath.pause_channel = std::max(aftermath.pause_channel.value_or(Milliseconds{0}), pause);
        aftermath.slow_down = true;
      }
      return;
    }
    case Outcome::Rejected:
      if (!result.was_handed_over) take_back_place(database, *delivery);
      deliveries.settle(delivery->id, DeliveryState::Failed, detail, now);
      append_event(database, event_names::message_failed, *delivery, *message, detail, now);
      return;
    case Outcome::InvalidAddress:
      deliveries.settle(delivery->id, DeliveryState::Failed, detail, now);
      suppress_everywhere(database, channel, *delivery, "invalid address: " + detail, now);
      count_dead(database, *delivery, result, now);
      // Not failed as long as another address may bring it.
      if (!send_to_next_address(database, *delivery, *message, random_, now))
        append_event(database, event_names::message_failed, *delivery, *message, detail, now);
      return;
    case Outcome::ChannelDown:
      put_back(database, answer.ticket, delivery->id, now, detail);
      aftermath.channel_down = true;
      return;
    case Outcome::InDoubt:
      in_doubt(database, channel, *delivery, *message, detail, deduplicates, now);
      return;
  }
}

// What a plugin refused by itself no provider has seen: it says nothing about how the channel is doing.
void Outbox::count_dead(Database& database, const DeliveryRow& delivery, const AttemptResult& result,
                        Instant now) {
  if (!result.was_handed_over) return take_back_place(database, delivery);
  const auto address = delivery.address ? Addresses(database).find(*delivery.address) : std::nullopt;
  // That is how browsers end a subscription, several per cent of them a week: no sign of a bad list.
  const bool is_usual = address && address->kind == "webpush";
  health_.count(database, delivery.channel, {.sent = 1, .bounced = is_usual ? 0 : 1}, now);
}

// Its place of the day, which it has from its first attempt.
void Outbox::take_back_place(Database& database, const DeliveryRow& delivery) {
  if (delivery.attempts == 1 && delivery.first_attempt_at)
    gates_.volume().give_back(database, delivery.channel, *delivery.first_attempt_at);
}

void Outbox::try_again(Database& database, const DeliveryRow& delivery, const MessageRow& message,
                       const AttemptResult& result, Instant now) {
  Deliveries deliveries(database);
  const std::string detail = shortened(result.detail, 500);
  if (delivery.attempts >= static_cast<std::int64_t>(settings_.delivery.most_attempts)) {
    deliveries.settle(delivery.id, DeliveryState::Failed,
                      fmt::format("given up after {} attempts: {}", delivery.attempts, detail), now);
    append_event(database, event_names::message_failed, delivery, message, detail, now);
    return;
  }
  const Milliseconds pause =
      std::max(result.retry_after, retry_pause(settings_.delivery, delivery.attempts, random_));
  if (now + pause >= message.expires_at) {
    expire(database, delivery, message, detail, now);
    return;
  }
  deliveries.retry(delivery.id, now + pause, detail);
}

// If the provider knows the idempotency key, sending again is safe; if not, the shop's word decides.
void Outbox::in_doubt(Database& database, const std::string& channel, const DeliveryRow& delivery,
                      const MessageRow& message, const std::string& detail, bool deduplicates, Instant now) {
  Deliveries deliveries(database);
  // An answer is given once; whoever missed it writes again.
  const WhenInDoubt rule = deduplicates         ? WhenInDoubt::Resend
                           : is_answer(message) ? WhenInDoubt::Skip
                                                : when_in_doubt(channel, message.kind);
  switch (rule) {
    case WhenInDoubt::Resend: {
      AttemptResult again;
      again.detail = "in doubt, sent again: " + detail;
      try_again(database, delivery, message, again, now);
      return;
    }
    case WhenInDoubt::Hold:
      deliveries.settle(delivery.id, DeliveryState::InDoubt, detail, now);
      return;
    case WhenInDoubt::Skip:
      deliveries.settle(delivery.id, DeliveryState::InDoubt, "skipped: " + detail, now);
      return;
  }
}

void Outbox::suppress_everywhere(Database& database, const std::string& channel, const DeliveryRow& delivery,
                                 const std::string& why, Instant now) {
  if (!delivery.address) return;
  const auto address = Addresses(database).find(*delivery.address);
  if (!address) return;
  ConsentLedger ledger(database);
  // A dead mailbox is dead for everyone who gave it.
  for (const AddressRow& same : Addresses(database).with_value(address->kind, address->normal)) {
    ledger.suppress(same.id, same.customer, channel, SuppressionReason::HardBounce, why, now);
  }
}

void Outbox::append_event(Database& database, std::string_view name, const DeliveryRow& delivery,
                          const MessageRow& message, const std::string& detail, Instant now) {
  boost::json::object more;
  if (!detail.empty()) more["reason"] = detail;
  append_delivery_event(database, name, delivery, message, std::move(more), now, now);
}

void Outbox::expire(Database& database, const DeliveryRow& delivery, const MessageRow& message,
                    const std::string& reason, Instant now) {
  Deliveries(database).settle(delivery.id, DeliveryState::Expired, reason, now);
  append_event(database, event_names::message_failed, delivery, message, "expired: " + reason, now);
}

void Outbox::withhold(Database& database, const DeliveryRow& delivery, const std::string& reason,
                      Instant now) {
  Deliveries(database).settle(delivery.id, DeliveryState::Withheld, reason, now);
}

ReportsOfNobody Outbox::record_receipts(Database& database, const std::string& channel,
                                        const std::vector<Receipt>& receipts, Instant now) {
  return receipts_.record(database, channel, receipts, now);
}

std::map<std::string, std::string> Outbox::reaches(const std::vector<ChannelSettings>& channels) {
  std::map<std::string, std::string> kinds;
  for (const ChannelSettings& channel : channels) kinds[channel.name] = channel.reaches;
  return kinds;
}

WhenInDoubt Outbox::when_in_doubt(const std::string& channel, MessageKind kind) const {
  const auto found = std::ranges::find(settings_.channels, channel, &ChannelSettings::name);
  if (found != settings_.channels.end() && found->when_in_doubt) return *found->when_in_doubt;
  return kind == MessageKind::Marketing ? settings_.delivery.marketing_when_in_doubt
                                        : settings_.delivery.transactional_when_in_doubt;
}

bool concerns_channel(const Answer& answer) {
  const AttemptResult& result = answer.result;
  switch (result.outcome) {
    case Outcome::RateLimited:
      return result.scope != Scope::Destination || result.pace_key.empty();
    case Outcome::Transient:
      return result.scope == Scope::Channel;
    case Outcome::ChannelDown:
      return true;
    case Outcome::Accepted:
    case Outcome::Delivered:
    case Outcome::Rejected:
    case Outcome::InvalidAddress:
    case Outcome::InDoubt:
      return false;
  }
  return false;
}

}  // namespace lifecycled
