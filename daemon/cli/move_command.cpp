#include <fmt/format.h>

#include "base/crypto.hpp"
#include "base/json_fields.hpp"
#include "base/text.hpp"
#include "cli/data_command.hpp"
#include "store/campaign_moves.hpp"

namespace lifecycled {

namespace json = boost::json;

namespace {

const CampaignProgram& in_force(CommandContext& context, const std::string& name) {
  std::vector<std::string> names;
  for (const CampaignProgram* program : context.reactor.campaigns().all()) {
    if (program->definition.name == name) return *program;
    names.push_back(program->definition.name);
  }
  const std::string near = did_you_mean(name, names);
  throw CommandError(fmt::format("there is no campaign \"{}\"{}", name, near.empty() ? "" : "; " + near));
}

}  // namespace

// Noted only: the reactor takes those inside to the version in force in slices, over restarts.
json::object run_move(CommandContext& context, const json::object& arguments) {
  const std::string name = text_at(arguments, "campaign").value_or("");
  const CampaignProgram& program = in_force(context, name);
  // What was looked at is what people are moved to.
  if (const auto seen = text_at(arguments, "seen"); seen && *seen != source_digest(program.definition))
    throw CommandError(
        fmt::format("{0} has changed since it was loaded; lifecycled plan shows what that does, reload takes "
                    "it, then move {0}",
                    name));
  const bool is_new = CampaignMoves(context.database).begin(program.campaign, program.version);
  return json::object{{"campaign", name}, {"begun", is_new}};
}

std::string source_digest(const CampaignDefinition& campaign) {
  return to_hex(bytes_of(sha256(campaign.source)));
}

}  // namespace lifecycled
