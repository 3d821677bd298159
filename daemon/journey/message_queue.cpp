#include "journey/message_queue.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "config/candidate_channels.hpp"
#include "config/load.hpp"
#include "consent/consent_ledger.hpp"
#include "journey/first_question.hpp"
#include "journey/idempotency_key.hpp"
#include "store/customer_choices.hpp"
#include "store/profile_condition.hpp"

namespace lifecycled {
namespace {

Milliseconds expires_after(const DeliverySettings& settings, const CampaignDefinition& campaign,
                           MessageKind kind) {
  if (campaign.expires_after) return *campaign.expires_after;
  return kind == MessageKind::Marketing ? settings.marketing_expires_after
                                        : settings.transactional_expires_after;
}

// A notification is shown by every browser that a customer said yes in, since nobody knows which they sit at;
// a mail or an SMS to two addresses would be the same message twice. The bound is of what strangers may write
// down.
std::size_t most_addresses(std::string_view kind) { return kind == "webpush" ? 10 : 1; }

}  // namespace

MessageQueueSettings message_queue_settings(const Settings& settings, const MessageFiles& messages) {
  MessageQueueSettings out{settings.delivery, settings.channels, {}};
  for (const MessageDefinition& message : messages.messages) {
    auto& channels = out.message_channels[message.name];
    for (const auto& [channel, fields] : message.channels) channels.push_back(channel);
  }
  return out;
}

std::vector<SendTarget> MessageQueue::targets(Database& database, const std::string& channel,
                                              const std::string& message, CustomerId customer,
                                              MessageKind kind, const std::optional<EventId>& trigger,
                                              std::vector<std::string>& reasons) const {
  const auto refuse = [&](std::string_view why) {
    reasons.push_back(fmt::format("{}: {}", channel, why));
    return std::vector<SendTarget>{};
  };
  const auto configured = std::ranges::find(settings_.channels, channel, &ChannelSettings::name);
  if (configured == settings_.channels.end()) return refuse("not configured");
  const auto texts = settings_.message_channels.find(message);
  if (texts == settings_.message_channels.end() ||
      std::ranges::find(texts->second, channel) == texts->second.end()) {
    return refuse("the message has no text for it");
  }
  // A channel to the shop's own staff needs nobody's consent.
  if (configured->reaches == "shop") return {SendTarget{channel, std::nullopt}};

  ConsentLedger ledger(database);
  std::string objection = "no address";
  const auto asked = kind == MessageKind::Confirmation ? asked_address(database, trigger, configured->reaches)
                                                       : std::nullopt;
  const std::size_t most = most_addresses(configured->reaches);
  std::vector<SendTarget> found;
  for (const AddressRow& address : Addresses(database).of_customer(customer, configured->reaches)) {
    if (asked && address.normal != *asked) continue;
    if (const auto no = ledger.objection(address.id, channel, kind)) {
      objection = *no;
      continue;
    }
    found.push_back({channel, address.id});
    if (found.size() == most) break;
  }
  return found.empty() ? refuse(objection) : found;
}

namespace {

// A journey that was moved meanwhile sent its earlier messages by another version, with other places of its
// steps.
bool is_of_step(Database& database, const CampaignProgram& program, const MessageRow& message,
                const std::string& step_id) {
  if (!message.step) return false;
  const auto is_there = [&](const CampaignDefinition& campaign) {
    const auto index = static_cast<std::size_t>(*message.step);
    return index < campaign.steps.size() && campaign.steps[index].id == step_id;
  };
  if (!message.version || *message.version == program.version) return is_there(program.definition);
  const auto source = Campaigns(database).source(*message.version);
  Problems problems;
  return source &&
         is_there(parse_campaign(program.definition.name, *source, program.definition.name, problems));
}

}  // namespace

std::vector<std::string> MessageQueue::used_channels(Database& database, const CampaignProgram& program,
                                                     const JourneyRow& journey,
                                                     const SendAction& action) const {
  std::vector<std::string> used;
  if (action.other_than.empty()) return used;
  for (const MessageRow& earlier : Messages(database).of_journey(journey.customer, journey.id)) {
    if (!is_of_step(database, program, earlier, action.other_than)) continue;
    for (const DeliveryRow& delivery : Deliveries(database).of_message(earlier.id))
      used.push_back(delivery.channel);
  }
  return used;
}

bool MessageQueue::reaches_staff(const std::string& channel) const {
  const auto found = std::ranges::find(settings_.channels, channel, &ChannelSettings::name);
  return found != settings_.channels.end() && found->reaches == "shop";
}

SendPlan MessageQueue::plan_call(const CampaignStep& step, const CallAction& call) const {
  SendPlan plan;
  plan.kind = MessageKind::Transactional;
  plan.message = std::string(call_prefix) + step.id;
  if (reaches_staff(call.channel.name)) {
    plan.targets.push_back({call.channel.name, std::nullopt});
  } else {
    plan.objection = call.channel.name + ": not a configured channel that reaches the shop";
  }
  return plan;
}

SendPlan MessageQueue::plan(Database& database, const CampaignProgram& program, const JourneyRow& journey,
                            const std::optional<CustomerRow>& customer, std::size_t step,
                            const std::string& variant) const {
  const SendAction& action = *sending(program.definition.steps[step].action);
  SendPlan plan;
  plan.message = variant.empty() ? action.message.name : variant;
  plan.is_variant = !variant.empty();
  plan.kind = action.kind.value_or(program.definition.kind);
  const auto used = used_channels(database, program, journey, action);
  const bool rests = plan.kind == MessageKind::Marketing && customer && customer->resting_since;
  std::vector<std::string> reasons;
  if (rests) reasons.emplace_back("the customer rests until a reaction");
  const auto declined = plan.kind == MessageKind::Marketing
                            ? CustomerChoices(database).declined_topic(journey.customer, journey.campaign)
                            : std::nullopt;
  if (declined) reasons.push_back(fmt::format("the customer declined the topic {}", *declined));
  const auto unwanted =
      ConsentLedger(database).campaign_objection(journey.customer, journey.campaign, plan.kind);
  if (unwanted) reasons.push_back(*unwanted);
  for (const std::string& channel :
       candidate_channels(action, settings_.channels, settings_.delivery.channels)) {
    if (std::ranges::find(used, channel) != used.end()) continue;
    // A rest and a no are of the shop's messages; its own staff may well be told.
    if ((rests || declined || unwanted) && !reaches_staff(channel)) continue;
    const auto found =
        targets(database, channel, plan.message, journey.customer, plan.kind, journey.trigger_event, reasons);
    plan.targets.insert(plan.targets.end(), found.begin(), found.end());
    if (!found.empty() && !action.all_channels) break;
  }
  if (plan.targets.empty()) plan.objection = reasons.empty() ? "no other channel" : join(reasons, "; ");
  return plan;
}

SendDecision MessageQueue::queue(Database& database, const CampaignProgram& program,
                                 const JourneyRow& journey, std::size_t step, const SendPlan& wanted,
                                 Instant now) {
  const SendPlan plan = within_the_day(database, wanted, now);
  const CampaignDefinition& campaign = program.definition;
  MessageRow message;
  message.customer = journey.customer;
  message.campaign = journey.campaign;
  message.version = journey.version;
  message.journey = journey.id;
  message.step = static_cast<std::int64_t>(step);
  message.name = plan.message;
  if (plan.is_variant) message.variant = plan.message;
  message.kind = plan.kind;
  message.event = journey.trigger_event;
  message.created_at = now;
  message.expires_at = now + expires_after(settings_.delivery, campaign, plan.kind);
  if (plan.targets.empty()) message.withheld = plan.objection;

  SendDecision decision;
  decision.message = Messages(database).add(message);
  decision.deliveries = plan.targets.size();
  Deliveries deliveries(database);
  const std::int64_t level =
      campaign.serve_first
          ? serve_level(profile_number(database, campaign.serve_first->name, journey.customer).value_or(0))
          : 0;
  std::vector<std::string> names;
  for (const SendTarget& target : plan.targets) {
    DeliveryRow delivery;
    delivery.message = decision.message;
    delivery.channel = target.channel;
    delivery.address = target.address;
    delivery.priority = queue_class(plan.kind, campaign.priority, level);
    delivery.idempotency_key = new_idempotency_key(now);
    deliveries.add(delivery, now);
    if (names.empty() || names.back() != target.channel) names.push_back(target.channel);
    if (std::ranges::find(queued_channels_, target.channel) == queued_channels_.end()) {
      queued_channels_.push_back(target.channel);
    }
  }
  decision.detail = plan.targets.empty() ? plan.objection : join(names, ", ");
  return decision;
}

SendDecision MessageQueue::send(Database& database, const CampaignProgram& program, const JourneyRow& journey,
                                std::size_t step, Instant now) {
  const auto customer = Customers(database).find(journey.customer);
  return queue(database, program, journey, step, plan(database, program, journey, customer, step), now);
}

std::string MessageQueue::new_idempotency_key(Instant now) {
  return lifecycled::new_idempotency_key(random_, now);
}

}  // namespace lifecycled
