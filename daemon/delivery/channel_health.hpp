// Stops a channel's marketing when too much of what it sent lately was complained of or reached dead
// addresses: going on would cost the shop its name with the mailbox providers. Receipts and the like go on.
// Inside the transaction that writes down what came back, on the writer thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time_zones.hpp"
#include "config/settings.hpp"
#include "store/channel_days.hpp"

namespace lifecycled {

// Which limit is passed, in a sentence. Nothing while too little was sent to say, nor for one person's word.
std::optional<std::string> health_objection(const ChannelLimits& limits, const ChannelReturns& returns);

class ChannelHealth {
 public:
  ChannelHealth(const std::vector<ChannelSettings>& channels, TimeZone shop_zone);

  void count(Database& database, const std::string& channel, const ChannelReturns& more, Instant now) const;
  // Of the last seven days.
  ChannelReturns lately(Database& database, const std::string& channel, Instant now) const;
  // Stops the channel if it must be; why, if it was not stopped before.
  std::optional<std::string> judge(Database& database, const std::string& channel, Instant now) const;

 private:
  std::int64_t day(Instant at) const { return to_number(shop_zone_.day_of(at)); }

  std::map<std::string, ChannelLimits, std::less<>> limits_;
  TimeZone shop_zone_;
};

}  // namespace lifecycled
