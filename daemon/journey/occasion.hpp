// A date of a customer (birthday, renewal, first order) and when it comes round next in the customer's own
// time. Pure; any thread.
#pragma once

#include <optional>
#include <string>

#include "base/time_zones.hpp"
#include "config/campaign_definition.hpp"
#include "store/customers.hpp"

namespace lifecycled {

struct CustomerDate {
  std::chrono::month_day day{std::chrono::month{1}, std::chrono::day{1}};
  std::optional<std::chrono::year> year;
  bool has_happened = false;  // when the customer came, say: that very day is no anniversary
};

// The names of columns that a date may mean; all others are properties.
bool is_date_column(std::string_view name);
// What the customer's `name` says: a day ("1990-02-28"), a day of any year ("02-28"), or a moment, which
// means its day in `zone`. Nothing when it is absent or no date.
std::optional<CustomerDate> date_of(const CustomerRow& customer, const std::string& name,
                                    const TimeZone& zone);

struct Occasion {
  LocalDay day;    // that is meant
  Instant due_at;  // with the campaign's offset
};
// The first that is due at or after `not_before` and is not the one that was `had`: of that year if it
// repeats.
std::optional<Occasion> next_occasion(const DateTrigger& trigger, const CustomerDate& date,
                                      const TimeZone& zone, Instant not_before, std::optional<LocalDay> had);
// What two starts for the same occasion have in common: "2026", or the day if it doesn't repeat.
std::string entry_key(const DateTrigger& trigger, LocalDay occasion);

}  // namespace lifecycled
