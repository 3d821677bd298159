#include "config/step_words.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "config/fact_name.hpp"

namespace lifecycled {
namespace {

std::string joined(const std::vector<PlacedName>& names, std::string_view between) {
  std::string out;
  for (const PlacedName& name : names) {
    if (!out.empty()) out += between;
    out += name.name;
  }
  return out;
}

std::string clock(std::chrono::minutes time) {
  return fmt::format("{:02}:{:02}", time.count() / 60, time.count() % 60);
}

std::string weekday(std::chrono::weekday day) {
  static constexpr std::array<const char*, 7> names{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
  return names.at(day.c_encoding());
}

std::string names_of(const std::vector<Assignment>& assignments) {
  std::string out;
  for (const Assignment& one : assignments) out += (out.empty() ? "" : ", ") + one.name.name;
  return out;
}

}  // namespace

StepLook look_of(const CampaignStep& step) {
  if (sending(step.action)) return StepLook::Send;
  if (std::holds_alternative<SplitAction>(step.action)) return StepLook::Split;
  if (std::holds_alternative<std::monostate>(step.action)) return StepLook::Wait;
  return StepLook::Other;
}

std::string step_title(const CampaignStep& step) {
  const StepAction& action = step.action;
  if (const auto* send = std::get_if<SendAction>(&action)) return "send " + send->message.name;
  if (std::holds_alternative<TestAction>(action)) return "test " + joined(messages_of(action), " or ");
  if (std::holds_alternative<SplitAction>(action)) return "split";
  if (std::holds_alternative<SunsetAction>(action)) return "let rest";
  if (const auto* set = std::get_if<SetAction>(&action)) return "set " + names_of(set->properties);
  if (const auto* list = std::get_if<ListAction>(&action))
    return (list->joins ? "join " : "leave ") + list->list.name;
  if (const auto* emit = std::get_if<EmitAction>(&action)) return "emit " + emit->event.name;
  if (const auto* call = std::get_if<CallAction>(&action)) return "call " + call->channel.name;
  return step.then_exit ? "exit" : "wait";
}

std::string step_wait(const CampaignStep& step) {
  std::string out;
  const auto add = [&](const std::string& part) { out += (out.empty() ? "" : ", ") + part; };
  if (step.after && step.after->count() > 0) add("after " + format_duration(*step.after));
  if (step.until) {
    std::string until = "until " + to_string(step.until->fact);
    if (step.until->offset < Milliseconds{0}) until += " less " + format_duration(-step.until->offset);
    if (step.until->offset > Milliseconds{0}) until += " and " + format_duration(step.until->offset);
    add(until);
  }
  if (step.at) add((step.at->weekday ? weekday(*step.at->weekday) + " " : "at ") + clock(step.at->time));
  if (step.wait_for) {
    const StepWait& wait = *step.wait_for;
    add("for " + (wait.stage ? "the stage " + wait.stage->name : joined(wait.events, " or ")));
    if (wait.at_most) add("at most " + format_duration(*wait.at_most));
  }
  return out;
}

std::string heard_words(const StepWait& wait, const std::string& event) {
  const bool is_named = std::ranges::find(wait.events, event, &PlacedName::name) != wait.events.end();
  return is_named || !wait.stage ? "heard " + event : reached_words(*wait.stage);
}

std::string reached_words(const PlacedName& stage) { return "reached the stage " + stage.name; }

std::string timed_out_words(const StepWait& wait) {
  return "timed out" + (wait.at_most ? " after " + format_duration(*wait.at_most) : "");
}

std::string trigger_words(const CampaignTrigger& trigger) {
  if (trigger.stage_entered) return "enters the stage " + trigger.stage_entered->name;
  if (trigger.stage_left) return "leaves the stage " + trigger.stage_left->name;
  if (trigger.segment_entered) return "enters the segment " + trigger.segment_entered->name;
  if (trigger.segment_left) return "leaves the segment " + trigger.segment_left->name;
  if (trigger.date) return "the date " + trigger.date->of.name;
  if (trigger.schedule) return trigger.schedule->text + " for " + trigger.schedule->segment.name;
  if (trigger.by_hand) return "by hand";
  const std::string events = joined(trigger.events, " or ");
  return trigger.quiet_for ? events + ", then " + format_duration(*trigger.quiet_for) + " of silence"
                           : events;
}

std::string_view to_text(Serves part) {
  switch (part) {
    case Serves::Awareness:
      return "awareness";
    case Serves::Consideration:
      return "consideration";
    case Serves::Conversion:
      return "conversion";
    case Serves::Retention:
      return "retention";
    case Serves::Advocacy:
      return "advocacy";
  }
  return "?";
}

}  // namespace lifecycled
