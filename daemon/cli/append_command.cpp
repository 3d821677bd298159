#include "base/json_fields.hpp"
#include "cli/data_command.hpp"
#include "store/history_mark.hpp"

namespace lifecycled {

namespace json = boost::json;

namespace {

constexpr std::size_t most_events_at_once = 2'000;

bool is_said(const json::object& arguments, std::string_view key) {
  const json::value* value = member(arguments, key);
  return value && value->is_bool() && value->get_bool();
}

std::optional<std::string> given(const json::value& item, std::string_view key) { return text_at(item, key); }

NewEvent event_of(const json::value& item, EventSource source) {
  NewEvent event;
  event.message_id = given(item, "message_id").value_or("");
  event.name = given(item, "name").value_or("");
  event.body = given(item, "body").value_or("{}");
  event.user_id = given(item, "user_id");
  event.anonymous_id = given(item, "anonymous_id");
  event.source = source;
  const auto at = parse_instant(given(item, "occurred_at").value_or(""));
  if (event.name.empty() || !at || (!event.user_id && !event.anonymous_id)) {
    throw CommandError("an event to append needs name, occurred_at and user_id or anonymous_id");
  }
  event.occurred_at = *at;
  return event;
}

}  // namespace

// A slice of an import: small enough not to hold up the writer.
json::object run_append(CommandContext& context, const json::object& arguments) {
  const json::value* list = member(arguments, "events");
  if (!list || !list->is_array()) throw CommandError("append needs a list of events");
  if (list->get_array().size() > most_events_at_once) throw CommandError("too many events in one slice");
  // History starts no journeys; what an operator wants to start them is told as theirs.
  const auto source = is_said(arguments, "start_journeys") ? EventSource::Operator : EventSource::Import;
  std::vector<NewEvent> events;
  for (const json::value& item : list->get_array()) events.push_back(event_of(item, source));
  const std::size_t added = Events(context.database).append(events, context.now);
  return json::object{{"events", events.size()}, {"added", added}};
}

// After history came in: what a usual gap is may be another now.
json::object run_recompute(CommandContext& context, const json::object& arguments) {
  Events events(context.database);
  const std::int64_t lag = events.last_id() - events.cursor("reactor");
  if (lag == 0 && !is_said(arguments, "start_journeys")) HistoryMark(context.database).set();
  if (lag == 0) context.reactor.compute_shop_figures(context.database, context.now);
  return json::object{{"lag", lag}};
}

}  // namespace lifecycled
