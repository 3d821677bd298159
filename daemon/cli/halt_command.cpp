#include <fmt/format.h>

#include "base/json_fields.hpp"
#include "base/text.hpp"
#include "cli/data_command.hpp"
#include "store/campaign_halts.hpp"

namespace lifecycled {

namespace json = boost::json;

namespace {

constexpr std::size_t longest_reason = 500;

// Also one whose file is gone: there may be people inside.
CampaignId known_campaign(CommandContext& context, const std::string& name) {
  if (const auto row = Campaigns(context.database).find(name)) return row->id;
  std::vector<std::string> names;
  for (const CampaignProgram* program : context.reactor.campaigns().all())
    names.push_back(program->definition.name);
  const std::string near = did_you_mean(name, names);
  throw CommandError(fmt::format("there is no campaign \"{}\"{}", name, near.empty() ? "" : "; " + near));
}

}  // namespace

// Kept in the database: neither a restart nor a reload takes it back.
json::object run_halt(CommandContext& context, const json::object& arguments) {
  const std::string name = text_at(arguments, "campaign").value_or("");
  const std::string act = text_at(arguments, "act").value_or("");
  const std::string by = shortened(text_at(arguments, "by").value_or(""), longest_reason);
  const std::string why = shortened(text_at(arguments, "why").value_or(""), longest_reason);
  const CampaignId campaign = known_campaign(context, name);
  CampaignHalts halts(context.database);
  bool changed = true;
  if (act == "pause") {
    if (halts.of(campaign).is_over())
      throw CommandError(fmt::format("{} is {}", name, to_text(halts.of(campaign))));
    changed = halts.pause(campaign, context.now, by, why);
  } else if (act == "resume") {
    changed = halts.resume(campaign);
  } else if (act == "end") {
    halts.end(campaign, context.now, by, why, text_at(arguments, "let_out") == "true");
  } else {
    throw CommandError("a campaign is paused, resumed or ended; \"" + act + "\" is neither");
  }
  const std::string now = to_text(halts.of(campaign));
  return json::object{{"campaign", name},
                      {"act", act},
                      {"by", by},
                      {"why", why},
                      {"changed", changed},
                      {"halt", now.empty() ? json::value() : json::value(now)},
                      {"inside", halts.count_inside(campaign)}};
}

}  // namespace lifecycled
