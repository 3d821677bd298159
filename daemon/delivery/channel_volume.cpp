#include "delivery/channel_volume.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "store/channel_days.hpp"

namespace lifecycled {

ChannelVolume::ChannelVolume(const std::vector<ChannelSettings>& channels, TimeZone shop_zone)
    : shop_zone_(shop_zone) {
  for (const ChannelSettings& channel : channels) limits_[channel.name] = channel.limits;
}

ChannelVolume::Today ChannelVolume::today(Database& database, const std::string& channel, Instant now) const {
  ChannelDays days(database);
  Today out{days.claimed(channel, day(now)), std::nullopt};
  const auto found = limits_.find(channel);
  if (found == limits_.end()) return out;
  const ChannelLimits& limits = found->second;
  if (limits.per_day) out.most = *limits.per_day;
  // A day without a message warms nothing up.
  const auto sent_on = days.count_before(channel, day(now), limits.warm_up.size());
  if (const auto young = static_cast<std::size_t>(sent_on); young < limits.warm_up.size()) {
    out.warm_up_day = sent_on + 1;
    out.most = std::min<std::int64_t>(limits.warm_up[young], out.most.value_or(limits.warm_up[young]));
  }
  return out;
}

Verdict ChannelVolume::room(Database& database, const DeliveryRow& delivery, Instant now) const {
  const auto found = limits_.find(delivery.channel);
  if (found == limits_.end() || (!found->second.per_day && found->second.warm_up.empty())) return Pass{};
  if (delivery.attempts > 0) return Pass{};
  const Today so_far = today(database, delivery.channel, now);
  if (!so_far.most || so_far.claimed < *so_far.most) return Pass{};
  const LocalDay tomorrow = shop_zone_.day_of(now) + std::chrono::days{1};
  std::string reason = fmt::format("{} has sent its {} messages of today", delivery.channel, *so_far.most);
  if (so_far.warm_up_day > 0) reason += fmt::format(", day {} of its warm-up", so_far.warm_up_day);
  return NotBefore{shop_zone_.at(tomorrow, TimeOfDay{0}), std::move(reason)};
}

void ChannelVolume::take(Database& database, const std::string& channel, Instant now) const {
  ChannelDays(database).claim(channel, day(now));
}

void ChannelVolume::give_back(Database& database, const std::string& channel, Instant claimed_at) const {
  ChannelDays(database).release(channel, day(claimed_at));
}

}  // namespace lifecycled
