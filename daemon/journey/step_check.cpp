#include "journey/step_check.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "audience/profile.hpp"
#include "audience/traits.hpp"
#include "base/text.hpp"
#include "config/fact_name.hpp"
#include "journey/event_names.hpp"

namespace lifecycled {
namespace {

class StepCheck {
 public:
  StepCheck(const EventCatalogue& events, const FactsAtHand& at_hand, Problems& problems)
      : events_(events), at_hand_(at_hand), problems_(problems) {}

  void check(const CampaignStep& step) {
    if (step.until) {
      const auto type = check_fact(step.until->fact);
      if (type && *type != PropertyType::Time && *type != PropertyType::Text) {
        problems_.error(step.until->fact.place, fmt::format("{} is no date", to_string(step.until->fact)),
                        "its type in events.toml must be \"time\"");
      }
    }
    if (const auto* set = std::get_if<SetAction>(&step.action)) check_set(*set);
    if (const auto* emit = std::get_if<EmitAction>(&step.action)) check_emit(*emit);
  }

 private:
  // Its type, where that is known.
  std::optional<PropertyType> check_fact(const FactName& fact) {
    if (fact.of == FactName::Of::Property) return std::nullopt;
    const bool of_event = fact.of != FactName::Of::Heard;
    const EventsAtHand& events = of_event ? at_hand_.event : at_hand_.heard;
    if (events.empty()) {
      problems_.error(fact.place,
                      of_event ? "there is no event at hand here, so it has no properties"
                               : "no step waits for an event, so nothing is heard",
                      of_event ? "" : "a wait_for = \"...\" must come before");
      return std::nullopt;
    }
    if (fact.of == FactName::Of::Product) return PropertyType::Time;
    const auto dot = fact.name.find('.');
    std::vector<std::string> known;
    for (const EventDescription* event : events) {
      // A dot leads into a property that is described as a whole.
      const auto found = event->properties.find(fact.name.substr(0, dot));
      if (found != event->properties.end())
        return dot == std::string::npos ? std::optional(found->second) : std::nullopt;
      for (const auto& [name, type] : event->properties) known.push_back(name);
    }
    problems_.error(fact.place, fmt::format("{} has no property \"{}\"", events.front()->name, fact.name),
                    did_you_mean(fact.name, known));
    return std::nullopt;
  }

  void check_set(const SetAction& action) {
    for (const Assignment& property : action.properties) {
      if (is_reserved_trait(property.name.name)) {
        problems_.error(
            property.name.place,
            fmt::format("\"{}\" is not a property of the customer that a step can set", property.name.name),
            "the shop tells it with identify");
      } else if (find_profile_column(property.name.name)) {
        problems_.error(
            property.name.place,
            fmt::format(
                "\"{}\" is a column of customer_profile, which lifecycled works out itself; a property "
                "of that name would never be seen",
                property.name.name),
            "choose another name");
      }
      if (const auto* fact = std::get_if<FactName>(&property.value)) check_fact(*fact);
    }
  }

  void check_emit(const EmitAction& action) {
    const EventDescription* event = events_.find(action.event.name);
    if (event_names::is_our_own(action.event.name)) {
      problems_.error(action.event.place,
                      fmt::format("\"{}\" is written by lifecycled itself", action.event.name),
                      "describe an event of your own in events.toml");
    } else if (event_names::is_vouched_for(action.event.name)) {
      problems_.error(action.event.place,
                      fmt::format("a campaign cannot say \"{}\" in somebody's name", action.event.name),
                      "describe an event of your own in events.toml");
    } else if (!event && !action.event.name.empty()) {
      const std::string nearest = did_you_mean(action.event.name, events_.names());
      problems_.error(action.event.place, fmt::format("unknown event \"{}\"", action.event.name),
                      nearest.empty() ? "describe it in events.toml" : nearest);
    }
    for (const Assignment& property : action.with) {
      if (event && !event->properties.contains(property.name.name)) {
        std::vector<std::string> known;
        for (const auto& [name, type] : event->properties) known.push_back(name);
        problems_.error(property.name.place,
                        fmt::format("{} has no property \"{}\"", event->name, property.name.name),
                        did_you_mean(property.name.name, known));
      }
      if (const auto* fact = std::get_if<FactName>(&property.value)) check_fact(*fact);
    }
  }

  const EventCatalogue& events_;
  const FactsAtHand& at_hand_;
  Problems& problems_;
};

}  // namespace

void check_step_facts(const CampaignStep& step, const EventCatalogue& events, const FactsAtHand& at_hand,
                      Problems& problems) {
  StepCheck(events, at_hand, problems).check(step);
}

}  // namespace lifecycled
