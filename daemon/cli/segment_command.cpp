#include <algorithm>

#include <fmt/format.h>

#include "audience/segment_explanation.hpp"
#include "base/json_fields.hpp"
#include "base/text.hpp"
#include "cli/data_command.hpp"
#include "cli/find_customer.hpp"
#include "store/segments.hpp"

namespace lifecycled {

namespace json = boost::json;

namespace {

constexpr std::size_t days_shown = 30, sample_shown = 10;

std::string date_text(std::int64_t number) {
  const std::chrono::year_month_day date{day_from_number(number)};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

json::value yes_or_no(const std::optional<bool>& answer) {
  if (!answer) return json::value("unknown");
  return json::value(*answer ? "yes" : "no");
}

json::object described(const SegmentDefinition& definition, const std::optional<SegmentRow>& row) {
  return json::object{{"segment", definition.name},
                      {"title", definition.title},
                      {"where", definition.where.text},
                      {"state", row ? json::value(to_text(row->state)) : json::value("filling")},
                      {"size", row ? row->size : 0}};
}

json::object one_of(CommandContext& context, const SegmentDefinition& definition, SegmentId id,
                    const std::string& name) {
  const auto customer = find_customer(context.database, name);
  if (!customer) throw CommandError(no_such_customer(name));
  const auto explanation =
      explain_segment(context.database, context.reactor.functions(), definition, *customer, context.now);
  json::array parts;
  for (const ExplainedPart& part : explanation.parts) {
    json::object values;
    for (const auto& [column, value] : part.values)
      values[column] = value ? json::value(*value) : json::value();
    parts.push_back(
        json::object{{"part", part.text}, {"answer", yes_or_no(part.answer)}, {"values", std::move(values)}});
  }
  const auto since = Segments(context.database).since(id, *customer);
  return json::object{{"customer", *customer},
                      {"inside", since.has_value()},
                      {"since", since ? json::value(format_instant(*since)) : json::value()},
                      {"now", yes_or_no(explanation.answer)},
                      {"parts", std::move(parts)}};
}

}  // namespace

json::object run_segments(CommandContext& context, const json::object&) {
  json::array list;
  for (const SegmentDefinition& definition : context.configuration.segments)
    list.push_back(described(definition, Segments(context.database).find(definition.name)));
  return json::object{{"segments", std::move(list)}};
}

json::object run_segment(CommandContext& context, const json::object& arguments) {
  const std::string name = text_at(arguments, "segment").value_or("");
  const auto& definitions = context.configuration.segments;
  const auto definition = std::ranges::find(definitions, name, &SegmentDefinition::name);
  if (definition == definitions.end()) {
    std::vector<std::string> names;
    for (const SegmentDefinition& known : definitions) names.push_back(known.name);
    const std::string near = did_you_mean(name, names);
    throw CommandError("there is no segment \"" + name + "\"" +
                       (near.empty() ? "; `lifecycled segments` lists them" : "; " + near));
  }
  Segments segments(context.database);
  const auto row = segments.find(name);
  json::object out = described(*definition, row);
  if (!row) return out;
  json::array days, sample;
  for (const SegmentDay& day : segments.days(row->id, days_shown)) {
    days.push_back(json::object{
        {"day", date_text(day.day)}, {"size", day.size}, {"entered", day.entered}, {"left", day.left}});
  }
  for (const CustomerId customer : segments.members(row->id, 0, sample_shown)) {
    const auto user = Customers(context.database).identifier(customer, IdentifierKind::UserId);
    sample.push_back(json::object{{"customer", customer},
                                  {"user_id", user ? json::value(*user) : json::value()},
                                  {"since", format_instant(*segments.since(row->id, customer))}});
  }
  out["days"] = std::move(days);
  out["sample"] = std::move(sample);
  if (const auto customer = text_at(arguments, "customer"))
    out["customer"] = one_of(context, *definition, row->id, *customer);
  return out;
}

}  // namespace lifecycled
