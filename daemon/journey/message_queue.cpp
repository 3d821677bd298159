#include "journey/message_queue.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "base/text.hpp"
#include "consent/consent_ledger.hpp"

namespace lifecycled {
namespace {

// Transactional messages and the one question before a yes go first.
std::int64_t priority_of(MessageKind kind) {
  switch (kind) {
    case MessageKind::Transactional:
    case MessageKind::Confirmation:
      return 1;
    case MessageKind::Marketing:
      return 2;
  }
  return 2;
}

Milliseconds expires_after(const DeliverySettings& settings, const CampaignDefinition& campaign,
                           MessageKind kind) {
  if (campaign.expires_after) return *campaign.expires_after;
  return kind == MessageKind::Marketing ? settings.marketing_expires_after
                                        : settings.transactional_expires_after;
}

}  // namespace

MessageQueueSettings message_queue_settings(const Settings& settings, const MessageFiles& messages) {
  MessageQueueSettings out{settings.delivery, settings.channels, {}};
  for (const MessageDefinition& message : messages.messages) {
    auto& channels = out.message_channels[message.name];
    for (const auto& [channel, fields] : message.channels) channels.push_back(channel);
  }
  return out;
}

std::vector<std::string> MessageQueue::candidate_channels(const SendAction& send) const {
  std::vector<std::string> out;
  if (send.all_channels) {
    for (const ChannelSettings& channel : settings_.channels) out.push_back(channel.name);
  } else if (!send.channels.empty()) {
    for (const PlacedName& channel : send.channels) out.push_back(channel.name);
  } else {
    out = settings_.delivery.channels;
  }
  return out;
}

std::optional<MessageQueue::Target> MessageQueue::target(Database& database, const std::string& channel,
                                                         const std::string& message, CustomerId customer,
                                                         MessageKind kind,
                                                         std::vector<std::string>& reasons) const {
  const auto refuse = [&](std::string_view why) {
    reasons.push_back(fmt::format("{}: {}", channel, why));
    return std::nullopt;
  };
  const auto configured = std::ranges::find(settings_.channels, channel, &ChannelSettings::name);
  if (configured == settings_.channels.end()) return refuse("not configured");
  const auto texts = settings_.message_channels.find(message);
  if (texts == settings_.message_channels.end() ||
      std::ranges::find(texts->second, channel) == texts->second.end()) {
    return refuse("the message has no text for it");
  }
  // A channel to the shop's own staff needs nobody's consent.
  if (configured->reaches == "shop") return Target{channel, std::nullopt};

  ConsentLedger ledger(database);
  std::string objection = "no address";
  for (const AddressRow& address : Addresses(database).of_customer(customer, configured->reaches)) {
    const auto found = ledger.objection(address.id, channel, kind);
    if (!found) return Target{channel, address.id};
    objection = *found;
  }
  return refuse(objection);
}

SendDecision MessageQueue::send(Database& database, const CampaignProgram& program, const JourneyRow& journey,
                                std::size_t step, Instant now) {
  const CampaignDefinition& campaign = program.definition;
  const auto& action = std::get<SendAction>(campaign.steps[step].action);
  const MessageKind kind = action.kind.value_or(campaign.kind);
  Deliveries deliveries(database);

  std::vector<std::string> used;
  if (const auto other = program.step_with_id(action.other_than); other && !action.other_than.empty()) {
    for (const MessageRow& earlier : Messages(database).of_journey(journey.id)) {
      if (earlier.step != static_cast<std::int64_t>(*other)) continue;
      for (const DeliveryRow& delivery : deliveries.of_message(earlier.id)) used.push_back(delivery.channel);
    }
  }

  std::vector<Target> targets;
  std::vector<std::string> reasons;
  const auto customer = Customers(database).find(journey.customer);
  if (kind == MessageKind::Marketing && customer && customer->resting_since) {
    reasons.emplace_back("the customer rests until a reaction");
  } else {
    for (const std::string& channel : candidate_channels(action)) {
      if (std::ranges::find(used, channel) != used.end()) continue;
      if (auto found = target(database, channel, action.message.name, journey.customer, kind, reasons)) {
        targets.push_back(std::move(*found));
        if (!action.all_channels) break;
      }
    }
    if (targets.empty() && reasons.empty()) reasons.emplace_back("no other channel");
  }

  MessageRow message;
  message.customer = journey.customer;
  message.campaign = journey.campaign;
  message.version = journey.version;
  message.journey = journey.id;
  message.step = static_cast<std::int64_t>(step);
  message.name = action.message.name;
  message.kind = kind;
  message.event = journey.trigger_event;
  message.created_at = now;
  message.expires_at = now + expires_after(settings_.delivery, campaign, kind);
  if (targets.empty()) message.withheld = join(reasons, "; ");

  SendDecision decision;
  decision.message = Messages(database).add(message);
  decision.deliveries = targets.size();
  std::vector<std::string> names;
  for (const Target& target : targets) {
    DeliveryRow delivery;
    delivery.message = decision.message;
    delivery.channel = target.channel;
    delivery.address = target.address;
    delivery.priority = priority_of(kind);
    delivery.idempotency_key = new_idempotency_key();
    deliveries.add(delivery, now);
    names.push_back(target.channel);
    if (std::ranges::find(queued_channels_, target.channel) == queued_channels_.end()) {
      queued_channels_.push_back(target.channel);
    }
  }
  decision.detail = targets.empty() ? *message.withheld : join(names, ", ");
  return decision;
}

std::string MessageQueue::new_idempotency_key() {
  // Random rather than counted: a restored database counts again from where its backup was.
  std::array<unsigned char, 16> bytes{};
  random_.fill(bytes);
  return to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace lifecycled
