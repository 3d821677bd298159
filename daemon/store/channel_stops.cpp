#include "store/channel_stops.hpp"

namespace lifecycled {

std::string to_text(const ChannelStop& stop) {
  std::string out = "stopped since " + format_instant(stop.at);
  if (!stop.by.empty()) out += " by " + stop.by;
  if (!stop.reason.empty()) out += ": " + stop.reason;
  return out;
}

std::optional<ChannelStop> ChannelStops::find(std::string_view channel) {
  Query query(database_, "SELECT at, by, reason FROM channel_stops WHERE channel = ?1");
  query.bind(channel);
  if (!query.step()) return std::nullopt;
  return ChannelStop{from_ms(query.integer(0)), query.text(1), query.text(2)};
}

bool ChannelStops::stop(std::string_view channel, const ChannelStop& stop) {
  return Query(database_,
               "INSERT INTO channel_stops (channel, at, by, reason) VALUES (?1, ?2, ?3, ?4) "
               "ON CONFLICT DO NOTHING")
             .bind(channel, to_ms(stop.at), stop.by, stop.reason)
             .run() > 0;
}

bool ChannelStops::resume(std::string_view channel) {
  return Query(database_, "DELETE FROM channel_stops WHERE channel = ?1").bind(channel).run() > 0;
}

}  // namespace lifecycled
