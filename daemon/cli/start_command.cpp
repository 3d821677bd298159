#include <algorithm>

#include <fmt/format.h>

#include "base/json_fields.hpp"
#include "base/text.hpp"
#include "cli/data_command.hpp"
#include "cli/find_customer.hpp"
#include "journey/segment_members.hpp"
#include "store/campaign_halts.hpp"
#include "store/segment_runs.hpp"

namespace lifecycled {

namespace json = boost::json;

namespace {

CampaignProgram& live_campaign(CommandContext& context, const std::string& name) {
  std::vector<std::string> names;
  for (CampaignProgram* program : context.reactor.campaigns().all()) {
    names.push_back(program->definition.name);
    if (program->definition.name != name) continue;
    if (const Halt halt = CampaignHalts(context.database).of(program->campaign); halt.lets_nobody_in())
      throw CommandError(
          fmt::format("the campaign {} is {}; lifecycled campaigns resume {}", name, to_text(halt), name));
    if (program->definition.live) return *program;
    throw CommandError(
        fmt::format("the campaign {} is not live; write live = true into its file and reload", name));
  }
  const std::string near = did_you_mean(name, names);
  throw CommandError(fmt::format("there is no campaign \"{}\"{}", name, near.empty() ? "" : "; " + near));
}

json::object start_customer(CommandContext& context, CampaignProgram& program, const std::string& name,
                            bool again) {
  const auto customer = find_customer(context.database, name);
  if (!customer) throw CommandError(no_such_customer(name));
  const auto objection = context.reactor.entrance().begin(context.database, program,
                                                          {*customer, "", nullptr, again}, context.now);
  json::object out{{"campaign", program.definition.name}, {"customer", *customer}, {"started", !objection}};
  if (objection) out["reason"] = *objection;
  return out;
}

// Its members are started in slices from now on; the log tells when all of them have been asked.
json::object start_segment(CommandContext& context, const CampaignProgram& program,
                           const std::string& segment, bool again) {
  if (!is_segment(context.database, segment))
    throw CommandError(fmt::format("there is no segment \"{}\"", segment));
  SegmentRuns(context.database).add({0, program.campaign, segment, "", again, 0, 0, 0});
  return {{"campaign", program.definition.name}, {"segment", segment}};
}

}  // namespace

// By hand: the condition and the rules of re-entry hold as for every start.
json::object run_start(CommandContext& context, const json::object& arguments) {
  const auto customer = text_at(arguments, "customer");
  const auto segment = text_at(arguments, "segment");
  if (customer.has_value() == segment.has_value())
    throw CommandError("whom shall it start? give --customer ID or --segment NAME");
  CampaignProgram& program = live_campaign(context, text_at(arguments, "campaign").value_or(""));
  const bool again = text_at(arguments, "again") == "true";
  return customer ? start_customer(context, program, *customer, again)
                  : start_segment(context, program, *segment, again);
}

}  // namespace lifecycled
