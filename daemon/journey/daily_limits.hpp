// A campaign's daily limit. Who comes while today has places left, and nobody waits, gets one at once; the
// others stand in line, the most valuable by serve_first in front, else who came first. With serve_first
// everybody stands in line first, until all that is due at that moment has come, and all of a segment that is
// being started: the places go along the line then. At the begin of each day of the shop its places are
// handed out along the line, a few at a time, and whoever got one goes at the hour at which they asked. On
// the writer thread.
#pragma once

#include "base/time_zones.hpp"
#include "journey/campaign_set.hpp"
#include "journey/journey_run.hpp"
#include "store/limit_places.hpp"

namespace lifecycled {

class DailyLimits {
 public:
  DailyLimits(CampaignSet& campaigns, TimeZone shop_zone) : campaigns_(campaigns), shop_zone_(shop_zone) {}

  // A reload may have raised a limit, or dropped it: lines that stand are looked at once.
  void begin(Database& database, Instant now);
  // Whether it has a place of today, now taken; else it stands in line. Places of earlier days have lapsed.
  bool admit(JourneyRun& run);
  void leave(Database& database, const JourneyRow& journey);
  // The campaign's places of today are handed out.
  void timer_fired(Database& database, CampaignId campaign, Instant now);

 private:
  bool hand_out_one(Database& database, const PlaceInLine& place, Instant now);
  void look_again(Database& database, CampaignId campaign, Instant at);
  Instant next_day(Instant now) const;
  // The limit of the file in force, since it is the campaign's and not the journey's.
  const std::optional<CampaignLimit>& limit_of(CampaignId campaign) const;

  CampaignSet& campaigns_;
  TimeZone shop_zone_;
};

}  // namespace lifecycled
