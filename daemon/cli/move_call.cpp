#include "cli/move_call.hpp"

#include <algorithm>
#include <cstdio>

#include <CLI/CLI.hpp>

#include "base/json_fields.hpp"
#include "base/text.hpp"
#include "cli/data_command.hpp"
#include "cli/insight_call.hpp"
#include "cli/insight_report.hpp"
#include "cli/operator.hpp"
#include "cli/report.hpp"

namespace lifecycled {
namespace {

// Counted on a connection of its own: those inside may be a million.
PlannedCampaign planned_move(const Configuration& configuration, const std::string& name, Instant now) {
  std::vector<std::string> names;
  for (const CampaignDefinition& campaign : configuration.campaigns) names.push_back(campaign.name);
  if (std::ranges::find(names, name) == names.end()) {
    const std::string near = did_you_mean(name, names);
    throw CommandError("there is no campaign \"" + name + "\"" + (near.empty() ? "" : "; " + near));
  }
  Database database = open_to_read(configuration.settings);
  for (PlannedCampaign& planned : plan_changes(database, configuration, {}, now)) {
    if (planned.name == name) return std::move(planned);
  }
  PlannedCampaign none;
  none.name = name;
  return none;
}

int move(const MoveCall& call, const Clock& clock, Random& random) {
  const LoadedConfiguration loaded = load_configuration(call.configuration_file);
  insist_on(loaded.problems);
  PlannedCampaign planned = planned_move(loaded.configuration, call.campaign, clock.now());
  planned.steps.clear();
  planned.notes.clear();
  const bool is_needed = !planned.landings.empty();
  boost::json::object result{{"campaign", call.campaign}, {"begun", false}};
  if (is_needed && !call.only_plans) {
    const auto campaign =
        std::ranges::find(loaded.configuration.campaigns, call.campaign, &CampaignDefinition::name);
    Operator place(call.configuration_file, clock, random, Log::to_standard_error(LogLevel::Warning));
    result = place.ask("move", {{"campaign", call.campaign}, {"seen", source_digest(*campaign)}});
    place.settle();
  }
  result["plan"] = plan_json({planned}, {}).at("campaigns").as_array().at(0);
  if (call.json) {
    std::fputs((json_text(result) + "\n").c_str(), stdout);
  } else if (!is_needed) {
    std::fputs("everybody inside has the file's version; nobody is moved\n", stdout);
  } else {
    std::fputs(plan_report({planned}, {}).c_str(), stdout);
    if (!call.only_plans)
      std::fputs("they are being moved; the log says campaign.moved when all are\n", stdout);
  }
  return 0;
}

}  // namespace

void add_move_command(CLI::App& campaigns, MoveCall& into, std::function<int()>& run, const Clock& clock,
                      Random& random) {
  CLI::App* sub =
      campaigns.add_subcommand("move", "Take those inside to the version in force, step by step id.");
  sub->add_option("NAME", into.campaign, "The campaign, as its file is named")->required();
  sub->add_option("--config", into.configuration_file, "The shop's lifecycled.toml")->capture_default_str();
  sub->add_flag("--plan", into.only_plans, "Only say who would land where");
  sub->add_flag("--json", into.json, "Print JSON for programs instead of text for people");
  sub->footer(
      "Whoever stands at a step that has gone lands at the next one that is still there, else at the end. "
      "Steps\n"
      "taken before are not taken again. A step without an id is known by what it does. Saying it twice "
      "changes nothing.");
  sub->callback([&into, &run, &clock, &random] { run = [&] { return move(into, clock, random); }; });
}

}  // namespace lifecycled
