#include "delivery/gates.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "consent/consent_ledger.hpp"

namespace lifecycled {

struct Gates::Asked {
  Database& database;
  const DeliveryRow& delivery;
  const MessageRow& message;
  Instant now;
  std::optional<CustomerRow> customer;
  std::optional<AddressRow> address;
};

Verdict Gates::ask(Database& database, const DeliveryRow& delivery, const MessageRow& message,
                   Instant now) const {
  for (Named& named : ask_each(database, delivery, message, now)) {
    if (!std::holds_alternative<Pass>(named.verdict)) return std::move(named.verdict);
  }
  return Pass{};
}

std::vector<Gates::Named> Gates::ask_each(Database& database, const DeliveryRow& delivery,
                                          const MessageRow& message, Instant now) const {
  Asked asked{database, delivery, message, now, Customers(database).find(message.customer), std::nullopt};
  if (delivery.address) asked.address = Addresses(database).find(*delivery.address);
  std::vector<Named> out;
  out.push_back({"time left", now >= message.expires_at ? Verdict{Expired{}} : Verdict{Pass{}}});
  out.push_back({"journey", journey_still_wants_it(asked)});
  out.push_back({"only_to", address_allowed(asked)});
  out.push_back({"consent", consent(asked)});
  out.push_back({"rest", rest(asked)});
  out.push_back({"quiet hours", quiet_hours(asked)});
  out.push_back({"cap", cap(asked)});
  return out;
}

// Whoever reached the goal, or left by an event, is not written to any more; a receipt for what they did
// still goes out.
Verdict Gates::journey_still_wants_it(const Asked& asked) const {
  if (!asked.message.journey || asked.message.kind == MessageKind::Transactional) return Pass{};
  const auto journey = Journeys(asked.database).find(*asked.message.journey);
  if (!journey || !journey->end) return Pass{};
  switch (*journey->end) {
    case JourneyEnd::GoalReached:
    case JourneyEnd::ExitEvent:
    case JourneyEnd::ExitCondition:
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

bool is_among_only_to(const DeliverySettings& settings, const std::string& normal_address) {
  return settings.only_to.empty() || std::ranges::any_of(settings.only_to, [&](const std::string& entry) {
           return entry.starts_with('@') ? normal_address.ends_with(lower_ascii(entry))
                                         : normal_address == lower_ascii(entry);
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
  const auto objection = ConsentLedger(asked.database)
                             .objection(*asked.delivery.address, asked.delivery.channel, asked.message.kind);
  return objection ? Verdict{Never{*objection}} : Verdict{Pass{}};
}

Verdict Gates::rest(const Asked& asked) const {
  const bool rests = asked.message.kind == MessageKind::Marketing && asked.customer &&
                     asked.customer->resting_since && asked.delivery.address &&
                     asked.message.created_at > *asked.customer->resting_since;
  return rests ? Verdict{Never{"the customer rests until a reaction"}} : Verdict{Pass{}};
}

Verdict Gates::quiet_hours(const Asked& asked) const {
  if (!settings_.delivery.quiet_hours || asked.message.kind != MessageKind::Marketing ||
      !asked.delivery.address)
    return Pass{};
  const auto& name = asked.customer ? asked.customer->time_zone : std::nullopt;
  const TimeZone zone = name && TimeZone::exists(*name) ? TimeZone::named(*name) : settings_.shop_zone;
  const auto until = quiet_until(*settings_.delivery.quiet_hours, zone, asked.now);
  return until ? Verdict{NotBefore{*until, "quiet hours"}} : Verdict{Pass{}};
}

Verdict Gates::cap(const Asked& asked) const {
  const auto& cap = settings_.delivery.cap;
  // A retry has its slot already.
  if (!cap || asked.message.kind != MessageKind::Marketing || !asked.delivery.address ||
      asked.delivery.attempts > 0) {
    return Pass{};
  }
  const auto oldest =
      Deliveries(asked.database).cap_slot(asked.message.customer, asked.now - cap->per, cap->messages);
  return oldest ? Verdict{NotBefore{*oldest + cap->per, "cap"}} : Verdict{Pass{}};
}

std::optional<Instant> quiet_until(const QuietHours& hours, const TimeZone& zone, Instant now) {
  const TimeOfDay time = zone.time_of_day(now);
  const bool over_midnight = hours.from > hours.until;
  const bool quiet =
      over_midnight ? time >= hours.from || time < hours.until : time >= hours.from && time < hours.until;
  if (!quiet) return std::nullopt;
  const Instant next = zone.next(now, hours.until);
  // When the clocks go back, an hour comes twice, and next() knows only the first of each: so ask too what
  // the clock shows once the rest of the span has gone by.
  const Instant minute = std::chrono::floor<std::chrono::minutes>(now);
  const auto left = hours.until > time ? hours.until - time : hours.until - time + std::chrono::hours{24};
  const Instant straight = minute + left;
  return zone.time_of_day(straight) == hours.until ? std::min(next, straight) : next;
}

}  // namespace lifecycled
