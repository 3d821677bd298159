#include "base/json_fields.hpp"
#include "cli/data_command.hpp"
#include "store/campaign_halts.hpp"
#include "store/channel_stops.hpp"
#include "store/meta.hpp"
#include "store/quarantine.hpp"

namespace lifecycled {

namespace json = boost::json;

// What the database knows; the daemon adds its live channels.
json::object run_status(CommandContext& context, const json::object&) {
  Database& database = context.database;
  Events events(database);
  Deliveries deliveries(database);
  const auto by_stage = Customers(database).count_by_stage();
  json::object stages;
  for (const Stage stage : all_stages) stages[to_text(stage)] = by_stage[static_cast<std::size_t>(stage)];

  json::object queues;
  for (const auto& [channel, length] : deliveries.queue_lengths()) queues[channel] = length;
  json::object states;
  for (const auto& [channel, counts] : deliveries.count_by_state()) {
    json::object one;
    for (const auto& [state, count] : counts) one[state] = count;
    states[channel] = std::move(one);
  }
  json::array campaigns;
  for (const CampaignDefinition& campaign : context.configuration.campaigns) {
    json::object one{{"name", campaign.name}, {"title", campaign.title}, {"live", campaign.live}};
    if (const auto row = Campaigns(database).find(campaign.name)) {
      if (const std::string halt = to_text(CampaignHalts(database).of(row->id)); !halt.empty())
        one["halt"] = halt;
    }
    campaigns.push_back(std::move(one));
  }
  for (const CampaignRow& row : Campaigns(database).all()) {
    if (context.reactor.campaigns().current(row.id)) continue;
    if (const auto inside = CampaignHalts(database).count_inside(row.id); inside > 0)
      campaigns.push_back(json::object{
          {"name", row.name}, {"title", ""}, {"live", false}, {"removed", true}, {"inside", inside}});
  }
  json::object stops;
  for (const ChannelSettings& channel : context.configuration.settings.channels) {
    if (const auto stop = ChannelStops(database).find(channel.name)) stops[channel.name] = to_text(*stop);
  }
  const EventId last = events.last_id();
  const auto next_due = Timers(database).next_due();
  json::object out{{"now", format_instant(context.now)},
                   {"events", last},
                   {"lag", last - events.cursor("reactor")},
                   {"customers", Customers(database).count()},
                   {"stages", std::move(stages)},
                   {"journeys", Journeys(database).count_running()},
                   {"due", Timers(database).count_due(context.now)},
                   {"next_due", next_due ? json::value(format_instant(*next_due)) : json::value()},
                   {"queues", std::move(queues)},
                   {"stops", std::move(stops)},
                   {"deliveries", std::move(states)},
                   {"quarantine", Quarantine(database).count()},
                   {"campaigns", std::move(campaigns)}};
  const auto paused = Meta(database).paused();
  out["paused"] = paused ? json::value(*paused) : json::value();
  return out;
}

}  // namespace lifecycled
