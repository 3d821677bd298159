#include "base/json_fields.hpp"
#include "cli/data_command.hpp"
#include "config/value_forms.hpp"
#include "journey/test_results.hpp"

namespace lifecycled {

namespace json = boost::json;

namespace {

json::array pair(const Interval& interval) { return {interval.from, interval.to}; }

json::object variant_of(const VariantResult& result) {
  json::object out{{"variant", result.variant.empty() ? json::value() : json::value(result.variant)},
                   {"held_out", result.variant.empty()},
                   {"people", result.people},
                   {"goals", result.goals},
                   {"rate", result.rate},
                   {"likely", pair(result.likely)}};
  if (result.to_hold_out) {
    out["to_hold_out"] = json::object{{"rate", result.to_hold_out->rate},
                                      {"likely", pair(result.to_hold_out->likely)},
                                      {"clear", result.to_hold_out->is_clear()}};
  }
  return out;
}

json::object test_of(const CampaignDefinition* campaign, const std::string& name, const TestResult& result) {
  json::object out{{"campaign", name}, {"step", result.step}};
  if (campaign && campaign->goal) {
    out["goal"] = campaign->goal->event.name;
    if (campaign->goal->within) out["within"] = format_duration(*campaign->goal->within);
    if (campaign->goal->target) out["target"] = format_share(*campaign->goal->target);
  }
  json::array variants;
  for (const VariantResult& variant : result.variants) variants.push_back(variant_of(variant));
  out["variants"] = std::move(variants);
  out["share_chance"] = result.share_chance;
  out["shares_are_off"] = result.shares_are_off();
  return out;
}

}  // namespace

// Of every campaign that ever tested something, also of those whose file is gone.
json::object run_tests(CommandContext& context, const json::object& arguments) {
  const auto only = text_at(arguments, "campaign");
  json::array tests;
  bool is_known = false;
  for (const CampaignRow& row : Campaigns(context.database).all()) {
    if (only && row.name != *only) continue;
    is_known = true;
    const CampaignProgram* program = context.reactor.campaigns().current(row.id);
    for (const TestResult& result : test_results(JourneyVariants(context.database).counts(row.id)))
      tests.push_back(test_of(program ? &program->definition : nullptr, row.name, result));
  }
  if (only && !is_known) throw CommandError("there is no campaign \"" + *only + "\"");
  return json::object{{"tests", std::move(tests)}};
}

}  // namespace lifecycled
