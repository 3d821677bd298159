#include "journey/campaign_program.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "audience/profile.hpp"
#include "base/text.hpp"
#include "journey/event_names.hpp"
#include "journey/occasion.hpp"
#include "journey/segment_members.hpp"
#include "journey/step_check.hpp"

namespace lifecycled {
namespace {

class Compiler {
 public:
  Compiler(Database& database, const EventCatalogue& events, Problems& problems)
      : database_(database), events_(events), problems_(problems) {}

  CampaignProgram compile(CampaignDefinition definition) {
    CampaignProgram program;
    take_as_stage(definition.trigger.segment_entered, definition.trigger.stage_entered);
    take_as_stage(definition.trigger.segment_left, definition.trigger.stage_left);
    const EventsAtHand at_hand = look_up(definition.trigger.events);
    const EventsAtHand heard = look_up_heard(definition);
    check_one_per(definition.trigger, at_hand);
    program.trigger_where = compile_condition(database_, definition.trigger.where, at_hand, problems_);

    const EventsAtHand exit_events = look_up(definition.exit.events);
    program.exit_where = compile_condition(database_, definition.exit.where,
                                           exit_events.empty() ? at_hand : exit_events, problems_, heard);
    if (definition.goal) look_up({definition.goal->event});
    for (const auto& stage : {definition.trigger.stage_entered, definition.trigger.stage_left}) {
      if (stage) check_stage(*stage);
    }
    if (definition.serve_first) check_column(*definition.serve_first);
    if (definition.trigger.date) check_date(definition.trigger.date->of);
    check_exit(definition);
    for (const CampaignStep& step : definition.steps)
      program.steps.push_back(compile_step(step, at_hand, heard));
    program.definition = std::move(definition);
    return program;
  }

 private:
  // The stages are segments of their names, also in a shop without segments.toml.
  static void take_as_stage(std::optional<PlacedName>& segment, std::optional<PlacedName>& stage) {
    const auto meant = segment ? stage_of_segment(segment->name) : std::nullopt;
    if (!meant) return;
    stage = PlacedName{std::string(to_text(*meant)), segment->place};
    segment.reset();
  }

  CampaignProgram::Step compile_step(const CampaignStep& step, const EventsAtHand& at_hand,
                                     const EventsAtHand& heard) {
    CampaignProgram::Step out;
    out.where = compile_condition(database_, step.where, at_hand, problems_, heard);
    if (step.wait_for && step.wait_for->stage) check_stage(*step.wait_for->stage);
    check_step_facts(step, events_, {at_hand, heard}, problems_);
    if (const auto* split = std::get_if<SplitAction>(&step.action)) {
      for (const auto& branch : split->branches) {
        out.branches.push_back(compile_condition(database_, branch.where, at_hand, problems_, heard));
      }
    }
    return out;
  }

  // Whatever any step waits for may be what was heard last.
  EventsAtHand look_up_heard(const CampaignDefinition& definition) {
    EventsAtHand out;
    for (const CampaignStep& step : definition.steps) {
      if (!step.wait_for) continue;
      for (const EventDescription* event : look_up(step.wait_for->events)) out.push_back(event);
      if (!step.wait_for->stage) continue;
      if (const auto* entered = events_.find(event_names::stage_entered)) out.push_back(entered);
    }
    return out;
  }

  EventsAtHand look_up(const std::vector<PlacedName>& names) {
    EventsAtHand out;
    for (const PlacedName& name : names) {
      if (const EventDescription* event = events_.find(name.name)) {
        out.push_back(event);
      } else {
        const std::string nearest = did_you_mean(name.name, events_.names());
        problems_.error(name.place, fmt::format("unknown event \"{}\"", name.name),
                        nearest.empty() ? "describe it in events.toml" : nearest);
      }
    }
    return out;
  }

  void check_stage(const PlacedName& stage) {
    if (stage_from_text(stage.name)) return;
    std::vector<std::string> names;
    for (const Stage known : all_stages) names.emplace_back(to_text(known));
    const std::string nearest = did_you_mean(stage.name, names);
    problems_.error(stage.place, fmt::format("unknown stage \"{}\"", stage.name),
                    nearest.empty() ? "the stages are " + join(names, ", ") : nearest);
  }

  void check_column(const PlacedName& column) {
    if (const ProfileColumn* known = find_profile_column(column.name)) {
      if (known->kind == ColumnKind::Text)
        problems_.pointless(column.place, fmt::format("{} is a text; who has more of it?", column.name),
                            "use a column with numbers such as lifetime_value");
      return;
    }
    std::vector<std::string> names;
    for (const ProfileColumn& known : profile_columns()) names.emplace_back(known.name);
    const std::string nearest = did_you_mean(column.name, names);
    problems_.error(column.place, fmt::format("unknown column \"{}\"", column.name),
                    nearest.empty() ? "use one with numbers such as lifetime_value" : nearest);
  }

  void check_date(const PlacedName& date) {
    if (find_profile_column(date.name) && !is_date_column(date.name))
      problems_.pointless(date.place, fmt::format("{} is no date that comes round", date.name),
                          "use first_order_at, last_order_at, known_since or a property such as birthday");
  }

  void check_exit(const CampaignDefinition& definition) {
    const CampaignExit& exit = definition.exit;
    const bool asks_event = exit.where.text.find("event.") != std::string::npos ||
                            exit.where.text.find("event_") != std::string::npos;
    if (exit.events.empty() && asks_event) {
      problems_.warning(
          exit.where.place, "this asks the event that started the journey, whose answer does not change",
          "put it into the trigger's where, or name the event that ends it: exit = { event = \"...\" }");
    }
    if (!definition.goal) return;
    for (const PlacedName& event : exit.events) {
      if (event.name == definition.goal->event.name)
        problems_.warning(event.place,
                          fmt::format("\"{}\" is the goal, which ends a journey too", event.name),
                          "leave it out here");
    }
  }

  void check_one_per(const CampaignTrigger& trigger, const EventsAtHand& at_hand) {
    if (trigger.one_per.empty()) return;
    for (const EventDescription* event : at_hand) {
      if (event->properties.contains(trigger.one_per)) continue;
      std::vector<std::string> known;
      for (const auto& [name, type] : event->properties) known.push_back(name);
      problems_.error(trigger.one_per_place,
                      fmt::format("{} has no property \"{}\" for one_per", event->name, trigger.one_per),
                      did_you_mean(trigger.one_per, known));
    }
  }

  Database& database_;
  const EventCatalogue& events_;
  Problems& problems_;
};

}  // namespace

std::optional<std::size_t> CampaignProgram::step_with_id(std::string_view id) const {
  const auto found =
      std::ranges::find_if(definition.steps, [&](const CampaignStep& step) { return step.id == id; });
  if (found == definition.steps.end()) return std::nullopt;
  return static_cast<std::size_t>(found - definition.steps.begin());
}

CampaignProgram compile_campaign(Database& database, CampaignDefinition definition,
                                 const EventCatalogue& events, Problems& problems) {
  return Compiler(database, events, problems).compile(std::move(definition));
}

}  // namespace lifecycled
