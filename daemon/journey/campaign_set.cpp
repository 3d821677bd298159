#include "journey/campaign_set.hpp"

#include "config/load.hpp"
#include "journey/event_names.hpp"
#include "store/customer_choices.hpp"

namespace lifecycled {

CampaignSet::CampaignSet(Database& database, std::vector<CampaignDefinition> definitions,
                         EventCatalogue events, Instant now, Log log)
    : events_(std::move(events)), log_(std::move(log)) {
  Campaigns campaigns(database);
  for (CampaignDefinition& definition : definitions) {
    const CampaignId id = campaigns.ensure(definition.name);
    const auto before = campaigns.find(definition.name);
    const VersionId version = campaigns.ensure_version(id, definition.source, now);
    const auto live_since = definition.live ? std::optional(before->live_since.value_or(now)) : std::nullopt;
    const bool first_live = definition.live && !before->live_since;
    campaigns.set_current(id, version, live_since);
    CustomerChoices(database).set_topic(id, definition.topic ? definition.topic->name : "");
    // Those already inside are asked once, when the campaign goes live; they are taken in slices.
    if (first_live && definition.trigger.start_existing) campaigns.set_fill(id, 0);

    Problems problems;
    auto program = std::make_unique<CampaignProgram>(
        compile_campaign(database, std::move(definition), events_, problems));
    program->campaign = id;
    program->version = version;
    index(*program);
    current_[id] = program.get();
    programs_[version] = std::move(program);
  }
}

void CampaignSet::index(CampaignProgram& program) {
  const CampaignDefinition& definition = program.definition;
  if (!definition.live) return;
  const CampaignTrigger& trigger = definition.trigger;
  const auto starts_by = [&](std::string_view event) { by_event_[std::string(event)].push_back(&program); };
  for (const PlacedName& event : trigger.events) starts_by(event.name);
  if (trigger.stage_entered || trigger.stage_left) starts_by(event_names::stage_entered);
  if (trigger.segment_entered) starts_by(event_names::segment_entered);
  if (trigger.segment_left) starts_by(event_names::segment_left);
  if (definition.one_of) rivals_[definition.one_of->name].push_back(definition.name);
}

const std::vector<CampaignProgram*>& CampaignSet::started_by(std::string_view event_name) const {
  static const std::vector<CampaignProgram*> none;
  const auto found = by_event_.find(event_name);
  return found == by_event_.end() ? none : found->second;
}

const std::vector<std::string>& CampaignSet::rivals(std::string_view one_of) const {
  static const std::vector<std::string> none;
  const auto found = rivals_.find(one_of);
  return found == rivals_.end() ? none : found->second;
}

CampaignProgram* CampaignSet::version(Database& database, CampaignId campaign, VersionId version) {
  if (const auto found = programs_.find(version); found != programs_.end()) return found->second.get();
  const auto source = Campaigns(database).source(version);
  const auto now_in_force = current_.find(campaign);
  const std::string name = now_in_force == current_.end() ? Campaigns(database).name(campaign)
                                                          : now_in_force->second->definition.name;
  Problems problems(Problems::Of::StoredText);
  std::unique_ptr<CampaignProgram> program;
  if (source) {
    auto definition = parse_campaign(name, *source, name + ".toml (stored version)", problems);
    program = std::make_unique<CampaignProgram>(
        compile_campaign(database, std::move(definition), events_, problems));
    program->campaign = campaign;
    program->version = version;
  }
  if (!source || problems.has_errors()) {
    const auto sorted = problems.sorted();
    log_.error("campaign.version_unreadable", {{"campaign", name},
                                               {"version", version},
                                               {"reason", sorted.empty() ? "" : to_string(sorted.front())}});
    program.reset();
  }
  return (programs_[version] = std::move(program)).get();
}

CampaignProgram* CampaignSet::current(CampaignId campaign) {
  const auto found = current_.find(campaign);
  return found == current_.end() ? nullptr : found->second;
}

std::vector<CampaignProgram*> CampaignSet::all() {
  std::vector<CampaignProgram*> out;
  for (const auto& [id, program] : current_) out.push_back(program);
  return out;
}

}  // namespace lifecycled
