#include "journey/step_actions.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "audience/traits.hpp"
#include "base/text.hpp"
#include "journey/event_names.hpp"
#include "journey/fact_values.hpp"
#include "store/customer_lists.hpp"

namespace lifecycled {

namespace json = boost::json;

namespace {

// Of what the customer's own events bring, no more than this is copied.
constexpr std::size_t longest_copy = 4096;

std::optional<json::value> value_of(const JourneyRun& run, const PlainFact& fact) {
  if (const auto* text = std::get_if<std::string>(&fact)) return json::value(*text);
  if (const auto* whole = std::get_if<std::int64_t>(&fact)) return json::value(*whole);
  if (const auto* number = std::get_if<double>(&fact)) return json::value(*number);
  if (const auto* yes = std::get_if<bool>(&fact)) return json::value(*yes);
  auto value = fact_value(run, std::get<FactName>(fact));
  if (value && json::serialize(*value).size() > longest_copy) return std::nullopt;
  return value;
}

// As people write it: 30 and not 3E1.
std::string written(const json::value& value) {
  return value.is_double() ? fmt::format("{}", value.get_double()) : json::serialize(value);
}

constexpr const char* chain_ends = ", told to no campaign: the chain of causes is too long";

}  // namespace

bool StepActions::append(const JourneyRun& run, std::string_view name, std::string body) {
  if (run.depth_of_effects() > deepest_chain) {
    log_.warning("journey.chain_too_deep", {{"campaign", run.campaign().name},
                                            {"event", run.cause().value_or(0)},
                                            {"depth", run.depth_of_effects()}});
    return false;
  }
  NewEvent event;
  event.name = name;
  event.occurred_at = run.now;
  event.source = EventSource::Engine;
  event.customer = run.journey.customer;
  event.cause = run.cause();
  event.depth = run.depth_of_effects();
  event.body = std::move(body);
  Events(run.database).append(event, run.now);
  return true;
}

StepNote StepActions::set(JourneyRun& run, const SetAction& action) {
  if (!run.customer) return {StepResult::Set, "the customer is gone"};
  std::vector<std::string> said;
  for (const Assignment& property : action.properties) {
    const std::string& name = property.name.name;
    const auto value = value_of(run, property.value);
    if (!value) {
      said.push_back(name + " stays: nothing to copy");
    } else if (set_property(*run.customer, name, *value)) {
      const bool appended = append(run, event_names::property_set,
                                   json::serialize(json::object{{"property", name}, {"value", *value}}));
      said.push_back(name + " = " + shortened(written(*value), 60) + (appended ? "" : chain_ends));
    } else {
      said.push_back(name + " stays");
    }
  }
  Customers(run.database).save_traits(*run.customer);
  return {StepResult::Set, join(said, ", ")};
}

StepNote StepActions::list(JourneyRun& run, const ListAction& action) {
  CustomerLists lists(run.database);
  const std::string& name = action.list.name;
  const bool changed = action.joins ? lists.join(run.journey.customer, name, run.now)
                                    : lists.leave(run.journey.customer, name);
  if (!changed) return {StepResult::Listed, (action.joins ? "already on " : "not on ") + name};
  const bool appended = append(run, action.joins ? event_names::list_joined : event_names::list_left,
                               json::serialize(json::object{{"list", name}}));
  return {StepResult::Listed, (action.joins ? "joined " : "left ") + name + (appended ? "" : chain_ends)};
}

StepNote StepActions::emit(JourneyRun& run, const EmitAction& action) {
  json::object body;
  for (const Assignment& property : action.with) {
    if (auto value = value_of(run, property.value)) body[property.name.name] = std::move(*value);
  }
  const bool appended = append(run, action.event.name, json::serialize(body));
  return {StepResult::Emitted,
          appended ? action.event.name : action.event.name + " not: the chain of causes is too long"};
}

}  // namespace lifecycled
