#include "journey/fact_values.hpp"

#include "base/json_fields.hpp"

namespace lifecycled {
namespace {

std::optional<boost::json::value> found_in(const std::string& text, const std::string& path) {
  std::string mistake;
  const auto object = parse_json(text, mistake);
  const auto* value = object ? member_at(*object, path) : nullptr;
  if (!value || value->is_null()) return std::nullopt;
  return *value;
}

}  // namespace

std::optional<boost::json::value> fact_value(const JourneyRun& run, const FactName& fact) {
  switch (fact.of) {
    case FactName::Of::Event:
      return run.trigger.get() ? found_in(run.trigger.get()->body, fact.name) : std::nullopt;
    case FactName::Of::Heard:
      return run.heard.get() ? found_in(run.heard.get()->body, fact.name) : std::nullopt;
    case FactName::Of::Property:
      return run.customer ? found_in(run.customer->properties, fact.name) : std::nullopt;
  }
  return std::nullopt;
}

std::optional<Instant> moment_in(const boost::json::value& value, Milliseconds offset, const TimeZone& zone) {
  const auto* text = value.if_string();
  if (!text) return std::nullopt;
  const std::string_view written(text->data(), text->size());
  if (const auto moment = parse_instant(written)) return *moment + offset;
  const auto date = parse_date(written);
  if (!date) return std::nullopt;
  const auto days = std::chrono::duration_cast<std::chrono::days>(offset);
  return zone.at(LocalDay{*date} + days, TimeOfDay{0}) + (offset - days);
}

}  // namespace lifecycled
