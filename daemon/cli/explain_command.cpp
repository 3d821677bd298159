#include <algorithm>

#include "base/json_fields.hpp"
#include "base/text.hpp"
#include "cli/data_command.hpp"
#include "cli/explain_facts.hpp"
#include "cli/find_customer.hpp"
#include "cli/start_explanation.hpp"
#include "cli/taken_steps.hpp"
#include "config/fact_name.hpp"
#include "consent/consent_ledger.hpp"
#include "delivery/gates.hpp"
#include "delivery/sending_hours.hpp"
#include "journey/step_moment.hpp"
#include "store/campaign_halts.hpp"
#include "store/campaign_moves.hpp"
#include "store/customer_lists.hpp"
#include "store/limit_places.hpp"
#include "store/profile_condition.hpp"

namespace lifecycled {

namespace json = boost::json;

namespace {

class Explanation {
 public:
  Explanation(CommandContext& context, CustomerId customer)
      : context_(context),
        database_(context.database),
        customer_(customer),
        shop_zone_(TimeZone::named(context.configuration.settings.shop.time_zone)),
        gates_({context.configuration.settings.delivery, shop_zone_}) {}

  json::object write(const std::optional<std::string>& only_campaign) {
    json::object out{{"customer", customer_}, {"now", format_instant(context_.now)}};
    if (only_campaign) out["asked_about"] = *only_campaign;
    Customers customers(database_);
    if (const auto user = customers.identifier(customer_, IdentifierKind::UserId)) out["user_id"] = *user;
    context_.reactor.functions().look_at({context_.now, nullptr, std::nullopt});
    profile_ = profile_json(read_profile(database_, customer_));
    out["profile"] = profile_;
    if (const auto row = customers.find(customer_)) {
      out["time_zone"] = own_zone(*row).value_or(shop_zone_).name();
      std::string mistake;
      out["properties"] = parse_json(row->properties, mistake).value_or(json::object{});
    }
    json::array lists;
    for (const std::string& list : CustomerLists(database_).of_customer(customer_)) lists.emplace_back(list);
    out["lists"] = std::move(lists);
    out["addresses"] = addresses();
    json::array campaigns;
    for (CampaignProgram* program : context_.reactor.campaigns().all()) {
      if (only_campaign && program->definition.name != *only_campaign) continue;
      campaigns.push_back(campaign(*program));
    }
    for (const CampaignRow& row : Campaigns(database_).all()) {
      if (context_.reactor.campaigns().current(row.id) || (only_campaign && row.name != *only_campaign))
        continue;
      if (json::object gone = removed(row); !gone.at("journeys").as_array().empty() || only_campaign)
        campaigns.push_back(std::move(gone));
    }
    if (only_campaign && campaigns.empty())
      throw CommandError("there is no campaign \"" + *only_campaign + "\"");
    out["campaigns"] = std::move(campaigns);
    return out;
  }

 private:
  json::array addresses() {
    json::array out;
    ConsentLedger ledger(database_);
    for (const AddressRow& address : Addresses(database_).of_customer(customer_)) {
      json::object channels;
      for (const ChannelSettings& channel : context_.configuration.settings.channels) {
        if (channel.reaches != address.kind) continue;
        const auto objection = ledger.objection(address.id, channel.name, MessageKind::Marketing);
        channels[channel.name] =
            objection ? json::value("marketing: " + *objection) : json::value("marketing: yes");
      }
      out.push_back(
          json::object{{"kind", address.kind}, {"value", address.value}, {"channels", std::move(channels)}});
    }
    return out;
  }

  // Its file is gone: nobody starts any more, but whoever was in it has a history.
  json::object removed(const CampaignRow& row) {
    json::array journeys;
    for (const JourneyRow& journey : Journeys(database_).of_customer(row.id, customer_))
      journeys.push_back(this->journey(nullptr, journey));
    return json::object{
        {"campaign", row.name}, {"live", false}, {"removed", true}, {"journeys", std::move(journeys)}};
  }

  json::object campaign(CampaignProgram& program) {
    json::object out{{"campaign", program.definition.name}, {"live", program.definition.live}};
    if (!program.trigger_where.is_always() && !program.definition.trigger.where.text.empty()) {
      // Conditions on the starting event cannot be asked without one.
      const bool about_event = program.trigger_where.text().find("event") != std::string::npos;
      json::object condition{{"where", program.trigger_where.text()},
                             {"values", values_in(program.trigger_where.text(), profile_)}};
      if (!about_event) condition["now"] = answer(program.trigger_where, std::nullopt);
      out["trigger"] = std::move(condition);
    }
    const std::string halt = to_text(CampaignHalts(database_).of(program.campaign));
    if (!halt.empty()) out["halt"] = halt;
    out["start"] = explain_start(database_, context_.reactor, program, customer_, shop_zone_, context_.now);
    json::array journeys;
    for (const JourneyRow& journey : Journeys(database_).of_customer(program.campaign, customer_)) {
      journeys.push_back(this->journey(&program, journey));
    }
    out["journeys"] = std::move(journeys);
    return out;
  }

  std::string answer(Condition& condition, std::optional<Instant> started_at) {
    const auto result =
        condition.ask(customer_, context_.reactor.functions(), {context_.now, nullptr, started_at});
    return !result ? "unknown" : *result ? "yes" : "no";
  }

  // `current` is null where the campaign has been removed.
  json::object journey(const CampaignProgram* current, const JourneyRow& journey) {
    CampaignProgram* program =
        context_.reactor.campaigns().version(database_, journey.campaign, journey.version);
    json::object out{{"started_at", format_instant(journey.started_at)}, {"about", journey.entry_key}};
    if (current && journey.version != current->version) out["version"] = "an earlier one";
    const auto earlier = CampaignMoves(database_).earlier(journey.id);
    if (!earlier.empty()) out["moved_at"] = format_instant(earlier.back().until);
    const auto word = journey.heard_event ? Events(database_).find(*journey.heard_event) : std::nullopt;
    json::array steps;
    for (const TakenStep& step : taken_steps(database_, context_.reactor.campaigns(), journey)) {
      steps.push_back(
          json::object{{"at", format_instant(step.row.at)},
                       {"step", step.by ? step_name(*step.by, step.row.step) : std::to_string(step.row.step)},
                       {"waited", step.row.waited},
                       {"result", to_text(step.row.result)},
                       {"detail", step.row.detail}});
    }
    out["steps"] = std::move(steps);
    if (word)
      out["heard"] = json::object{{"event", word->name}, {"occurred_at", format_instant(word->occurred_at)}};
    out["messages"] = messages(journey);
    if (journey.ended_at) {
      out["ended_at"] = format_instant(*journey.ended_at);
      out["end"] = journey.end ? to_text(*journey.end) : "?";
      return out;
    }
    json::object next{{"step", program ? step_name(*program, journey.step) : "?"},
                      {"in_customers_time", program && goes_by_the_customers_clock(*program, journey.step)}};
    const bool in_line = LimitPlaces(database_).find(journey.id).has_value();
    if (journey.due_at) next[in_line ? "ends_at" : "at"] = format_instant(*journey.due_at);
    switch (journey.phase) {
      case JourneyPhase::Waiting:
        next["waits_for"] = program ? waits_for(*program, journey) : "its moment";
        break;
      case JourneyPhase::Slot:
        next["waits_for"] =
            current ? limit_words(database_, current->definition, journey) : "its daily limit";
        break;
      case JourneyPhase::Listening:
        next["waits_for"] = program ? heard(*program, journey) : "an event";
        break;
    }
    if (!current) next["held_by"] = "its campaign's file is gone: it ends at this step";
    if (CampaignHalts(database_).of(journey.campaign).paused_at) next["held_by"] = "its campaign is paused";
    out["next"] = std::move(next);
    return out;
  }

  static std::string step_name(const CampaignProgram& program, std::int64_t index) {
    const auto& steps = program.definition.steps;
    if (index < 0 || index >= static_cast<std::int64_t>(steps.size())) return "the end";
    const CampaignStep& step = steps[static_cast<std::size_t>(index)];
    return step.id + ": " + action_name(step.action);
  }

  static std::string action_name(const StepAction& action) {
    if (const auto* send = std::get_if<SendAction>(&action)) return "send " + send->message.name;
    if (const auto* test = std::get_if<TestAction>(&action)) {
      std::vector<std::string> names;
      for (const auto& variant : test->variants) names.push_back(variant.message.name);
      return "test " + join(names, " or ");
    }
    if (const auto* set = std::get_if<SetAction>(&action)) {
      std::vector<std::string> names;
      for (const Assignment& property : set->properties) names.push_back(property.name.name);
      return "set " + join(names, ", ");
    }
    if (const auto* list = std::get_if<ListAction>(&action))
      return (list->joins ? "join " : "leave ") + list->list.name;
    if (const auto* emit = std::get_if<EmitAction>(&action)) return "emit " + emit->event.name;
    if (const auto* call = std::get_if<CallAction>(&action)) return "call " + call->channel.name;
    if (std::holds_alternative<SplitAction>(action)) return "split";
    if (std::holds_alternative<SunsetAction>(action)) return "sunset";
    return "wait";
  }

  static bool goes_by_the_customers_clock(const CampaignProgram& program, std::int64_t index) {
    const auto& steps = program.definition.steps;
    if (index < 0 || index >= static_cast<std::int64_t>(steps.size())) return false;
    return follows_the_customer(steps[static_cast<std::size_t>(index)]);
  }

  // Which part of its wait a journey is in.
  static std::string waits_for(const CampaignProgram& program, const JourneyRow& journey) {
    const auto& steps = program.definition.steps;
    const auto index = static_cast<std::size_t>(journey.step);
    if (index >= steps.size() || !steps[index].until) return "its moment";
    const StepUntil& until = *steps[index].until;
    std::string out = to_string(until.fact);
    if (until.offset < Milliseconds{0}) out += " less " + format_duration(-until.offset);
    if (until.offset > Milliseconds{0}) out += " and " + format_duration(until.offset);
    return out;
  }

  static std::string heard(const CampaignProgram& program, const JourneyRow& journey) {
    const auto& wait = program.definition.steps[static_cast<std::size_t>(journey.step)].wait_for;
    if (!wait) return "an event";
    std::string out;
    for (const PlacedName& event : wait->events) out += (out.empty() ? "" : " or ") + event.name;
    if (wait->stage) out += "the stage " + wait->stage->name;
    return out;
  }

  json::array messages(const JourneyRow& journey) {
    json::array out;
    for (const MessageRow& message : Messages(database_).of_journey(journey.customer, journey.id)) {
      json::object one{{"message", message.name}, {"decided_at", format_instant(message.created_at)}};
      if (message.variant) one["variant"] = *message.variant;
      if (message.withheld) one["withheld"] = *message.withheld;
      json::array deliveries;
      for (const DeliveryRow& delivery : Deliveries(database_).of_message(message.id)) {
        json::object row{{"channel", delivery.channel},
                         {"state", to_text(delivery.state)},
                         {"reason", delivery.reason},
                         {"attempts", delivery.attempts}};
        if (delivery.due_at) {
          row["due_at"] = format_instant(*delivery.due_at);
          row["gates"] =
              gates_json(database_, gates_, context_.configuration.settings, delivery, message, context_.now);
        }
        deliveries.push_back(std::move(row));
      }
      one["deliveries"] = std::move(deliveries);
      out.push_back(std::move(one));
    }
    return out;
  }

  CommandContext& context_;
  Database& database_;
  CustomerId customer_;
  TimeZone shop_zone_;
  Gates gates_;
  json::object profile_;
};

}  // namespace

json::object run_explain(CommandContext& context, const json::object& arguments) {
  const std::string name = text_at(arguments, "customer").value_or("");
  const auto customer = find_customer(context.database, name);
  if (!customer) throw CommandError(no_such_customer(name));
  // With --at, gates and conditions are asked as of that moment; facts and history are those of today.
  CommandContext then{context.database, context.reactor, context.configuration,
                      moment_argument(context, arguments)};
  return Explanation(then, *customer).write(text_at(arguments, "campaign"));
}

}  // namespace lifecycled
