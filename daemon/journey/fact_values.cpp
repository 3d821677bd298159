#include "journey/fact_values.hpp"

#include "audience/product_rhythm.hpp"
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

// A gap after the purchase at hand, by the customer's own rhythm.
std::optional<boost::json::value> runs_out(const JourneyRun& run) {
  const StoredEvent* event = run.trigger.get();
  if (!event || !run.customer) return std::nullopt;
  std::string mistake;
  const auto body = parse_json(event->body, mistake);
  const auto rhythm = body ? soonest_rhythm(run.database, run.customer->id, *body, false) : std::nullopt;
  if (!rhythm) return std::nullopt;
  const auto gap = std::chrono::duration_cast<Milliseconds>(
      std::chrono::duration<double, std::ratio<86400>>(rhythm->gap_days));
  return boost::json::value(format_instant(event->occurred_at + gap));
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
    case FactName::Of::Product:
      return runs_out(run);
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
