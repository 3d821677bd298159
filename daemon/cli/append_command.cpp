#include "base/json_fields.hpp"
#include "cli/data_command.hpp"

namespace lifecycled {

namespace json = boost::json;

namespace {

constexpr std::size_t most_events_at_once = 2'000;

std::optional<std::string> given(const json::value& item, std::string_view key) { return text_at(item, key); }

NewEvent event_of(const json::value& item) {
  NewEvent event;
  event.message_id = given(item, "message_id").value_or("");
  event.name = given(item, "name").value_or("");
  event.body = given(item, "body").value_or("{}");
  event.user_id = given(item, "user_id");
  event.anonymous_id = given(item, "anonymous_id");
  event.source = EventSource::Import;
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
  std::vector<NewEvent> events;
  for (const json::value& item : list->get_array()) events.push_back(event_of(item));
  const std::size_t added = Events(context.database).append(events, context.now);
  return json::object{{"events", events.size()}, {"added", added}};
}

// After history came in: what a usual gap is may be another now.
json::object run_recompute(CommandContext& context, const json::object&) {
  Events events(context.database);
  const std::int64_t lag = events.last_id() - events.cursor("reactor");
  if (lag == 0) context.reactor.compute_shop_figures(context.database, context.now);
  return json::object{{"lag", lag}};
}

}  // namespace lifecycled
