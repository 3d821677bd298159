// Campaigns that start by a date of the customer: one row and one timer a customer and campaign, set anew
// when the date, the customer's time zone or the campaign's trigger changes. On the writer thread.
#pragma once

#include <vector>

#include "base/time_zones.hpp"
#include "journey/entrance.hpp"
#include "store/date_starts.hpp"

namespace lifecycled {

class DateTriggers {
 public:
  // Marks campaigns that went live or changed their date to be filled.
  DateTriggers(Database& database, CampaignSet& campaigns, Entrance& entrance, TimeZone shop_zone);

  // After the event's facts are known: the customer's dates may be others now.
  void on_event(Database& database, CustomerId customer, const StoredEvent& event, Instant now);
  void timer_fired(Database& database, std::int64_t date_start, Instant due_at, Instant now);
  // Sets the timers of the next `limit` customers of marked campaigns. False when nobody is left.
  bool fill(Database& database, Instant now, std::size_t limit);

 private:
  struct Dated {
    CampaignProgram* program = nullptr;
    Instant live_since;
  };
  const DateTrigger& trigger(const Dated& dated) const { return *dated.program->definition.trigger.date; }
  const Dated* dated(CampaignId campaign) const;
  TimeZone zone_of(const CustomerRow& customer) const;
  std::optional<Instant> due(const Dated& dated, const CustomerRow& customer, DateStart& start,
                             Instant now) const;
  void set(Database& database, const Dated& dated, const CustomerRow& customer, Instant now) const;

  Entrance& entrance_;
  TimeZone shop_zone_;
  std::vector<Dated> dated_;
};

}  // namespace lifecycled
