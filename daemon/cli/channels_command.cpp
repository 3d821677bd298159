#include <fmt/format.h>

#include "base/json_fields.hpp"
#include "base/text.hpp"
#include "cli/data_command.hpp"
#include "delivery/channel_health.hpp"
#include "delivery/channel_volume.hpp"
#include "store/channel_stops.hpp"

namespace lifecycled {

namespace json = boost::json;

namespace {

constexpr std::size_t longest_reason = 500;

json::object channel_json(CommandContext& context, const ChannelSettings& channel) {
  const Settings& settings = context.configuration.settings;
  const TimeZone zone = TimeZone::named(settings.shop.time_zone);
  const auto today =
      ChannelVolume(settings.channels, zone).today(context.database, channel.name, context.now);
  const auto lately =
      ChannelHealth(settings.channels, zone).lately(context.database, channel.name, context.now);
  const auto stop = ChannelStops(context.database).find(channel.name);
  return {{"name", channel.name},
          {"type", channel.type},
          {"today", json::object{{"messages", today.claimed},
                                 {"most", today.most ? json::value(*today.most) : json::value()},
                                 {"warm_up_day",
                                  today.warm_up_day > 0 ? json::value(today.warm_up_day) : json::value()}}},
          {"last_7_days",
           json::object{
               {"sent", lately.sent}, {"hard_bounces", lately.bounced}, {"complaints", lately.complained}}},
          {"stop", stop ? json::value(to_text(*stop)) : json::value()}};
}

const ChannelSettings& known_channel(const CommandContext& context, const std::string& name) {
  std::vector<std::string> names;
  for (const ChannelSettings& channel : context.configuration.settings.channels) {
    if (channel.name == name) return channel;
    names.push_back(channel.name);
  }
  const std::string near = did_you_mean(name, names);
  throw CommandError(fmt::format("there is no channel \"{}\"{}", name, near.empty() ? "" : "; " + near));
}

}  // namespace

// Kept in the database: neither a restart nor a reload takes it back.
json::object run_channels(CommandContext& context, const json::object& arguments) {
  const std::string act = text_at(arguments, "act").value_or("list");
  if (act == "list") {
    json::array channels;
    for (const ChannelSettings& channel : context.configuration.settings.channels)
      channels.push_back(channel_json(context, channel));
    return {{"channels", std::move(channels)}};
  }
  const ChannelSettings& channel = known_channel(context, text_at(arguments, "channel").value_or(""));
  const std::string by = shortened(text_at(arguments, "by").value_or(""), longest_reason);
  const std::string why = shortened(text_at(arguments, "why").value_or(""), longest_reason);
  ChannelStops stops(context.database);
  bool changed = false;
  if (act == "stop") {
    changed = stops.stop(channel.name, {context.now, by, why});
  } else if (act == "resume") {
    changed = stops.resume(channel.name);
    // Else the next report would stop it again.
    if (changed) ChannelDays(context.database).forgive(channel.name);
  } else {
    throw CommandError("a channel is stopped or resumed; \"" + act + "\" is neither");
  }
  json::object out = channel_json(context, channel);
  out["act"] = act;
  out["changed"] = changed;
  out["by"] = by;
  return out;
}

}  // namespace lifecycled
