// How many messages a channel may send in a day of the shop's: its own limit, or that of its warm-up while it
// is young. Marketing waits for tomorrow when the day is full; all else goes, and counts. Inside the claim's
// transaction, on the writer thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time_zones.hpp"
#include "config/settings.hpp"
#include "delivery/verdict.hpp"
#include "store/deliveries.hpp"

namespace lifecycled {

class ChannelVolume {
 public:
  ChannelVolume(const std::vector<ChannelSettings>& channels, TimeZone shop_zone);

  struct Today {
    std::int64_t claimed = 0;
    std::optional<std::int64_t> most;  // nothing: as many as there are
    std::int64_t warm_up_day = 0;      // counted from 1; 0 = it is not warming up
  };
  Today today(Database& database, const std::string& channel, Instant now) const;

  // Whether today has room for one more; a message that was tried before has its place already.
  Verdict room(Database& database, const DeliveryRow& delivery, Instant now) const;
  void take(Database& database, const std::string& channel, Instant now) const;
  void give_back(Database& database, const std::string& channel, Instant claimed_at) const;

 private:
  std::int64_t day(Instant at) const { return to_number(shop_zone_.day_of(at)); }

  std::map<std::string, ChannelLimits, std::less<>> limits_;
  TimeZone shop_zone_;
};

}  // namespace lifecycled
