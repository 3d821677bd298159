// At what hours a message may reach a customer: the shop's quiet hours, those of the channel, and the legal
// hours of the customer's country for phones. Asked by gates on every claim. Pure; any thread.
#pragma once

#include <optional>
#include <string>

#include "base/time_zones.hpp"
#include "config/settings.hpp"
#include "delivery/legal_hours.hpp"
#include "store/addresses.hpp"
#include "store/customers.hpp"

namespace lifecycled {

// The customer's own zone where it is known and exists.
std::optional<TimeZone> own_zone(const CustomerRow& customer);

// The end of the quiet span that `now` falls into, in that zone; nothing outside of it.
std::optional<Instant> quiet_until(const QuietHours& hours, const TimeZone& zone, Instant now);

// The first moment from `now` on that lies within these hours of that zone; nothing if none does within two
// weeks.
std::optional<Instant> next_open(const WeekHours& hours, bool (*is_public_holiday)(LocalDay),
                                 const TimeZone& zone, Instant now);

// The first moment from `now` on at which the law lets advertising reach this phone, `now` itself where it
// says nothing. Nothing: not within two weeks. `overrides` are the shop's own words, by country; `shop_zone`
// counts where neither the customer's zone nor those of the country are known.
std::optional<Instant> legal_from(const LegalHourOverrides& overrides, const CustomerRow& customer,
                                  const AddressRow& phone, const TimeZone& shop_zone, Instant now);

}  // namespace lifecycled
