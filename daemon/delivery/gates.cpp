#include "delivery/gates.hpp"

#include <algorithm>

#include "audience/address_form.hpp"
#include "base/text.hpp"
#include "consent/consent_ledger.hpp"
#include "delivery/answers.hpp"
#include "delivery/sending_hours.hpp"
#include "store/campaign_halts.hpp"
#include "store/channel_stops.hpp"
#include "store/customer_choices.hpp"
#include "store/processing.hpp"

namespace lifecycled {
namespace {

// For what ends when a person says so: a support case, a restriction.
constexpr Milliseconds ask_again_after{15 * 60'000};
// No moment is known: later than any message may wait, so that it stands in no other's way.
constexpr Milliseconds until_somebody_says{366 * 86'400'000LL};

}  // namespace

struct Gates::Asked {
  Database& database;
  const DeliveryRow& delivery;
  const MessageRow& message;
  Instant now;
  std::optional<CustomerRow> customer;
  std::optional<AddressRow> address;
};

struct Gates::Gate {
  std::string_view name;
  Verdict (Gates::*ask)(const Asked&) const;
};

Gates::Gates(GateSettings settings)
    : settings_(std::move(settings)),
      volume_(settings_.channels, settings_.shop_zone),
      caps_(settings_.delivery, settings_.channels) {}

// The last two are about this customer's other messages, of which `turn` asks all gates before them.
const std::vector<Gates::Gate>& Gates::gates() {
  static const std::vector<Gate> all{{"time left", &Gates::time_left},
                                     {"processing", &Gates::processing},
                                     {"journey", &Gates::journey_still_wants_it},
                                     {"campaign", &Gates::campaign_goes_on},
                                     {"only_to", &Gates::address_allowed},
                                     {"consent", &Gates::consent},
                                     {"topic", &Gates::topic},
                                     {"campaign opt-out", &Gates::campaign_wanted},
                                     {"rest", &Gates::rest},
                                     {"break", &Gates::on_break},
                                     {"support case", &Gates::support_case},
                                     {"quiet hours", &Gates::quiet_hours},
                                     {"legal hours", &Gates::legal_hours},
                                     {"channel", &Gates::channel_goes_on},
                                     {"volume", &Gates::volume},
                                     {"cap", &Gates::cap},
                                     {"turn", &Gates::turn}};
  return all;
}

Gates::Asked Gates::asked(Database& database, const DeliveryRow& delivery, const MessageRow& message,
                          Instant now) const {
  Asked asked{database, delivery, message, now, Customers(database).find(message.customer), std::nullopt};
  if (delivery.address) asked.address = Addresses(database).find(*delivery.address);
  return asked;
}

Verdict Gates::ask_first(const Asked& asked, std::size_t count) const {
  for (std::size_t i = 0; i < count; ++i) {
    Verdict verdict = (this->*gates()[i].ask)(asked);
    if (!std::holds_alternative<Pass>(verdict)) return verdict;
  }
  return Pass{};
}

Verdict Gates::ask(Database& database, const DeliveryRow& delivery, const MessageRow& message,
                   Instant now) const {
  return ask_first(asked(database, delivery, message, now), gates().size());
}

std::vector<Gates::Named> Gates::ask_each(Database& database, const DeliveryRow& delivery,
                                          const MessageRow& message, Instant now) const {
  const Asked question = asked(database, delivery, message, now);
  std::vector<Named> out;
  for (const Gate& gate : gates()) out.push_back({std::string(gate.name), (this->*gate.ask)(question)});
  return out;
}

Verdict Gates::time_left(const Asked& asked) const {
  return asked.now >= asked.message.expires_at ? Verdict{Expired{}} : Verdict{Pass{}};
}

// Receipts as well: whoever restricts the processing of their data has said so of all of it.
Verdict Gates::processing(const Asked& asked) const {
  DataProcessing processing(asked.database);
  const auto objection = processing.objection(asked.message.customer);
  if (!objection) return Pass{};
  if (processing.of(asked.message.customer) != Processing::Restricted) return Never{*objection};
  return NotBefore{asked.now + ask_again_after, *objection};
}

// Whoever reached the goal, or left by an event, is not written to any more; a receipt for what they did
// still goes out.
Verdict Gates::journey_still_wants_it(const Asked& asked) const {
  if (!asked.message.journey) return Pass{};
  const auto journey = Journeys(asked.database).find(*asked.message.journey);
  if (!journey || !journey->end) return Pass{};
  if (asked.message.kind == MessageKind::Transactional && *journey->end != JourneyEnd::CampaignEnded)
    return Pass{};
  switch (*journey->end) {
    case JourneyEnd::GoalReached:
    case JourneyEnd::ExitEvent:
    case JourneyEnd::ExitCondition:
    case JourneyEnd::CampaignEnded:
    case JourneyEnd::Erased:
      return Never{std::string(to_text(*journey->end))};
    case JourneyEnd::Finished:
    case JourneyEnd::TimeLimit:
    case JourneyEnd::StepExit:
    case JourneyEnd::CampaignRemoved:
    case JourneyEnd::Broken:
      return Pass{};
  }
  return Pass{};
}

// What has ended sends nothing more, receipts included: whoever ended it said so.
Verdict Gates::campaign_goes_on(const Asked& asked) const {
  if (!asked.message.campaign) return Pass{};
  const Halt halt = CampaignHalts(asked.database).of(*asked.message.campaign);
  if (halt.is_over()) return Never{"campaign ended"};
  if (!halt.paused_at) return Pass{};
  return NotBefore{asked.now + until_somebody_says, "campaign paused", true};
}

bool is_among_only_to(const DeliverySettings& settings, const std::string& address) {
  return settings.only_to.empty() || std::ranges::any_of(settings.only_to, [&](const std::string& entry) {
           return entry.starts_with('@')
                      ? address.ends_with(lower_ascii(entry))
                      : address == lower_ascii(entry) || address == normal_address("phone", entry);
         });
}

Verdict Gates::address_allowed(const Asked& asked) const {
  if (!asked.customer) return Never{"the customer is gone"};
  if (!asked.delivery.address) return Pass{};
  if (!asked.address) return Never{"the address is gone"};
  const bool allowed = is_among_only_to(settings_.delivery, asked.address->normal);
  return allowed ? Verdict{Pass{}} : Verdict{Never{"not among [delivery] only_to"}};
}

Verdict Gates::consent(const Asked& asked) const {
  if (!asked.delivery.address) return Pass{};
  ConsentLedger ledger(asked.database);
  const AddressId address = *asked.delivery.address;
  const auto objection = is_answer(asked.message)
                             ? ledger.objection_to_answer(address, asked.delivery.channel)
                             : ledger.objection(address, asked.delivery.channel, asked.message.kind);
  return objection ? Verdict{Never{*objection}} : Verdict{Pass{}};
}

// Who declined a topic while its message waited gets it no more.
Verdict Gates::topic(const Asked& asked) const {
  if (asked.message.kind != MessageKind::Marketing || !asked.delivery.address || !asked.message.campaign)
    return Pass{};
  const auto declined =
      CustomerChoices(asked.database).declined_topic(asked.message.customer, *asked.message.campaign);
  return declined ? Verdict{Never{"the customer declined the topic " + *declined}} : Verdict{Pass{}};
}

// A break that the customer asked for. What is still worth saying when it ends may leave then.
Verdict Gates::on_break(const Asked& asked) const {
  if (asked.message.kind != MessageKind::Marketing || !asked.delivery.address) return Pass{};
  const auto until = CustomerChoices(asked.database).on_break_until(asked.message.customer, asked.now);
  if (!until) return Pass{};
  return NotBefore{*until, "the customer takes a break until " + format_instant(*until)};
}

// Of this one campaign; receipts and the like go out all the same.
Verdict Gates::campaign_wanted(const Asked& asked) const {
  if (!asked.delivery.address || !asked.message.campaign) return Pass{};
  const auto objection =
      ConsentLedger(asked.database)
          .campaign_objection(asked.message.customer, *asked.message.campaign, asked.message.kind);
  return objection ? Verdict{Never{*objection}} : Verdict{Pass{}};
}

// What waited when the rest began ends, too. A good-bye, queued in the same moment, goes out.
Verdict Gates::rest(const Asked& asked) const {
  const bool rests = asked.message.kind == MessageKind::Marketing && asked.customer &&
                     asked.customer->resting_since && asked.delivery.address &&
                     asked.message.created_at != *asked.customer->resting_since;
  return rests ? Verdict{Never{"the customer rests until a reaction"}} : Verdict{Pass{}};
}

// Nobody whose complaint is being looked into wants an offer in between.
Verdict Gates::support_case(const Asked& asked) const {
  const bool holds = settings_.delivery.hold_for_cases && asked.message.kind == MessageKind::Marketing &&
                     asked.delivery.address && asked.customer && asked.customer->open_cases > 0;
  return holds ? Verdict{NotBefore{asked.now + ask_again_after, "a support case is open"}} : Verdict{Pass{}};
}

const ChannelSettings* Gates::channel(const Asked& asked) const {
  const auto found = std::ranges::find(settings_.channels, asked.delivery.channel, &ChannelSettings::name);
  return found == settings_.channels.end() ? nullptr : &*found;
}

// Whoever writes to us is awake.
Verdict Gates::quiet_hours(const Asked& asked) const {
  if (!asked.delivery.address || is_answer(asked.message)) return Pass{};
  const bool is_marketing = asked.message.kind == MessageKind::Marketing;
  const TimeZone zone =
      asked.customer ? own_zone(*asked.customer).value_or(settings_.shop_zone) : settings_.shop_zone;
  const ChannelSettings* on = channel(asked);
  std::optional<NotBefore> latest;
  const auto ask = [&](const std::optional<QuietHours>& hours, std::string reason) {
    const auto until = hours ? quiet_until(*hours, zone, asked.now) : std::nullopt;
    if (until && (!latest || *until > latest->at)) latest = NotBefore{*until, std::move(reason)};
  };
  ask(is_marketing ? settings_.delivery.quiet_hours : settings_.delivery.transactional_quiet_hours,
      "quiet hours");
  if (on && is_marketing) ask(on->quiet_hours, "quiet hours of " + on->name);
  return latest ? Verdict{*latest} : Verdict{Pass{}};
}

Verdict Gates::legal_hours(const Asked& asked) const {
  if (asked.message.kind != MessageKind::Marketing || !asked.address || !asked.customer) return Pass{};
  if (asked.address->kind != "phone") return Pass{};
  const auto from = legal_from(settings_.delivery.legal_hours, *asked.customer, *asked.address,
                               settings_.shop_zone, asked.now);
  if (from == asked.now) return Pass{};
  // No hour at all in two weeks: the message waits until it expires.
  return NotBefore{from.value_or(asked.message.expires_at), "the hours that the law leaves"};
}

// Asked by explain and by the customer's other messages alone: nothing of a stopped channel is claimed.
Verdict Gates::channel_goes_on(const Asked& asked) const {
  if (asked.message.kind != MessageKind::Marketing) return Pass{};
  const auto stop = ChannelStops(asked.database).find(asked.delivery.channel);
  if (!stop) return Pass{};
  return NotBefore{asked.now + until_somebody_says, asked.delivery.channel + " " + to_text(*stop), true};
}

Verdict Gates::volume(const Asked& asked) const {
  if (asked.message.kind != MessageKind::Marketing || !asked.delivery.address) return Pass{};
  return volume_.room(asked.database, asked.delivery, asked.now);
}

// A retry has its slot already.
Verdict Gates::cap(const Asked& asked) const {
  if (!takes_cap_slot(asked.delivery, asked.message) || asked.delivery.attempts > 0) return Pass{};
  return caps_.room(asked.database, asked.delivery, asked.message, asked.now);
}

Verdict Gates::turn(const Asked& asked) const {
  if (!takes_cap_slot(asked.delivery, asked.message) || asked.delivery.attempts > 0) return Pass{};
  const auto others = [&](const DeliveryRow& delivery, const MessageRow& message) {
    return ask_first(this->asked(asked.database, delivery, message, asked.now), gates().size() - 2);
  };
  return caps_.turn(asked.database, asked.delivery, asked.message, asked.now, others);
}

bool takes_cap_slot(const DeliveryRow& delivery, const MessageRow& message) {
  return message.kind == MessageKind::Marketing && delivery.address.has_value();
}

}  // namespace lifecycled
