#include "base/json_fields.hpp"
#include "cli/data_command.hpp"
#include "store/reactions.hpp"

namespace lifecycled {

namespace json = boost::json;

// Of every campaign whose messages were ever opened or clicked, also of those whose file is gone.
json::object run_clicks(CommandContext& context, const json::object& arguments) {
  const auto only = text_at(arguments, "campaign");
  json::array messages;
  bool is_known = false;
  for (const CampaignRow& campaign : Campaigns(context.database).all()) {
    if (only && campaign.name != *only) continue;
    is_known = true;
    for (const CampaignReactionRow& row : Reactions(context.database).of_campaign(campaign.id)) {
      messages.push_back(json::object{{"campaign", campaign.name},
                                      {"message", row.message},
                                      {"channel", row.channel},
                                      {"opened", row.opened},
                                      {"clicked", row.clicked},
                                      {"clicks", row.clicks},
                                      {"machine_opens", row.machine_opens},
                                      {"machine_clicks", row.machine_clicks}});
    }
  }
  if (only && !is_known) throw CommandError("there is no campaign \"" + *only + "\"");
  return json::object{{"messages", std::move(messages)}};
}

}  // namespace lifecycled
