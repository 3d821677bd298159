#include "base/json_fields.hpp"
#include "cli/data_command.hpp"
#include "store/meta.hpp"

namespace lifecycled {

namespace json = boost::json;

namespace {

json::object waiting(Database& database) {
  json::object queues;
  for (const auto& [channel, length] : Deliveries(database).queue_lengths()) queues[channel] = length;
  return queues;
}

}  // namespace

// Kept in the database: a daemon that is restarted stays paused.
json::object run_pause(CommandContext& context, const json::object&) {
  Meta(context.database).pause("paused by the operator at " + format_instant(context.now));
  return json::object{{"paused", true}, {"queues", waiting(context.database)}};
}

json::object run_resume(CommandContext& context, const json::object& arguments) {
  Meta meta(context.database);
  const auto paused = meta.paused();
  // Whoever resumes a restored shop must have seen what would leave, perhaps for the second time.
  if (paused && paused->starts_with("restored") && text_at(arguments, "after_restore") != "true") {
    throw CommandError(
        *paused + "; look at `lifecycled status` for what is due, then: lifecycled resume --after-restore");
  }
  meta.resume();
  return json::object{{"paused", false}, {"queues", waiting(context.database)}};
}

}  // namespace lifecycled
