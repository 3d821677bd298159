#include "delivery/channel_health.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "config/value_forms.hpp"
#include "store/channel_stops.hpp"

namespace lifecycled {
namespace {

// Below so many messages one answer more or less would decide.
constexpr std::int64_t fewest_messages = 50;
constexpr std::int64_t fewest_answers = 2;
constexpr std::int64_t days_looked_at = 7;

}  // namespace

std::optional<std::string> health_objection(const ChannelLimits& limits, const ChannelReturns& returns) {
  const std::int64_t tried = std::max(returns.sent, returns.bounced);
  if (tried < fewest_messages) return std::nullopt;
  const auto passed = [&](const std::optional<Share>& limit, std::int64_t count,
                          std::string_view what) -> std::optional<std::string> {
    if (!limit || count < fewest_answers) return std::nullopt;
    if (count * std::int64_t{whole_share} <= tried * std::int64_t{*limit}) return std::nullopt;
    return fmt::format("{} of {} messages of the last {} days {}, more than {}", count, tried, days_looked_at,
                       what, format_share(*limit));
  };
  if (auto why = passed(limits.stop_at_complaints, returns.complained, "drew a complaint")) return why;
  return passed(limits.stop_at_hard_bounces, returns.bounced, "went to dead addresses");
}

ChannelHealth::ChannelHealth(const std::vector<ChannelSettings>& channels, TimeZone shop_zone)
    : shop_zone_(shop_zone) {
  for (const ChannelSettings& channel : channels) limits_[channel.name] = channel.limits;
}

void ChannelHealth::count(Database& database, const std::string& channel, const ChannelReturns& more,
                          Instant now) const {
  ChannelDays(database).add(channel, day(now), more);
}

ChannelReturns ChannelHealth::lately(Database& database, const std::string& channel, Instant now) const {
  return ChannelDays(database).since(channel, day(now) - (days_looked_at - 1));
}

std::optional<std::string> ChannelHealth::judge(Database& database, const std::string& channel,
                                                Instant now) const {
  const auto found = limits_.find(channel);
  if (found == limits_.end()) return std::nullopt;
  const auto why = health_objection(found->second, lately(database, channel, now));
  if (!why || !ChannelStops(database).stop(channel, {now, "itself", *why})) return std::nullopt;
  return why;
}

}  // namespace lifecycled
