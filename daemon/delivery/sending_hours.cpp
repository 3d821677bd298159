#include "delivery/sending_hours.hpp"

#include <algorithm>

namespace lifecycled {
namespace {

constexpr int most_days_ahead = 14;
// Two zones can push each other on only so often within two weeks of daily spans.
constexpr int most_rounds = 2 * most_days_ahead;

bool is_no_holiday(LocalDay) { return false; }

// What counts for one country: the shop's word before the law as we know it.
struct Rule {
  const WeekHours* hours = nullptr;
  bool (*is_public_holiday)(LocalDay) = is_no_holiday;
  std::vector<TimeZone> zones;
};

std::optional<Rule> rule_for(const LegalHourOverrides& overrides, const CustomerRow& customer,
                             const AddressRow& phone) {
  const LegalHours* built_in = built_in_legal_hours(customer.country.value_or(""), phone.normal);
  const std::string country(customer.country ? std::string_view(*customer.country)
                            : built_in       ? built_in->country
                                             : std::string_view());
  Rule rule;
  if (const auto own = overrides.find(country); own != overrides.end()) {
    if (!own->second) return std::nullopt;
    rule.hours = &*own->second;
  } else if (built_in) {
    rule.hours = &built_in->hours;
  } else {
    return std::nullopt;
  }
  if (built_in) rule.is_public_holiday = built_in->is_public_holiday;
  if (const auto zone = own_zone(customer)) {
    rule.zones.push_back(*zone);
  } else if (built_in) {
    for (const std::string_view name : built_in->zones) rule.zones.push_back(TimeZone::named(name));
  }
  return rule;
}

}  // namespace

std::optional<TimeZone> own_zone(const CustomerRow& customer) {
  if (!customer.time_zone || !TimeZone::exists(*customer.time_zone)) return std::nullopt;
  return TimeZone::named(*customer.time_zone);
}

std::optional<Instant> quiet_until(const QuietHours& hours, const TimeZone& zone, Instant now) {
  const TimeOfDay time = zone.time_of_day(now);
  const bool over_midnight = hours.from > hours.until;
  const bool quiet =
      over_midnight ? time >= hours.from || time < hours.until : time >= hours.from && time < hours.until;
  if (!quiet) return std::nullopt;
  return zone.next(now, hours.until);
}

std::optional<Instant> next_open(const WeekHours& hours, bool (*is_public_holiday)(LocalDay),
                                 const TimeZone& zone, Instant now) {
  const LocalDay today = zone.day_of(now);
  for (int ahead = 0; ahead <= most_days_ahead; ++ahead) {
    const LocalDay day = today + std::chrono::days{ahead};
    const auto& open = hours.days[std::chrono::weekday{day}.c_encoding()];
    if (!open || is_public_holiday(day)) continue;
    const Instant from = zone.at(day, open->from);
    const Instant until = open->until == std::chrono::hours{24}
                              ? zone.at(day + std::chrono::days{1}, TimeOfDay{0})
                              : zone.at(day, open->until);
    if (now < until) return std::max(now, from);
  }
  return std::nullopt;
}

std::optional<Instant> legal_from(const LegalHourOverrides& overrides, const CustomerRow& customer,
                                  const AddressRow& phone, const TimeZone& shop_zone, Instant now) {
  auto rule = rule_for(overrides, customer, phone);
  if (!rule) return now;
  if (rule->zones.empty()) rule->zones.push_back(shop_zone);
  Instant moment = now;
  for (int round = 0; round < most_rounds; ++round) {
    const Instant before = moment;
    for (const TimeZone& zone : rule->zones) {
      const auto open = next_open(*rule->hours, rule->is_public_holiday, zone, moment);
      if (!open) return std::nullopt;
      moment = *open;
    }
    if (moment == before) return moment;
  }
  return std::nullopt;
}

}  // namespace lifecycled
