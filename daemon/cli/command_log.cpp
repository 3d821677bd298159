#include "cli/command_log.hpp"

#include <array>

#include "base/json_fields.hpp"

namespace lifecycled {
namespace {

namespace json = boost::json;

std::string told(const json::object& result, std::string_view what) {
  return text_at(result, what).value_or("");
}

void log_halt(const Log& log, const json::object& result) {
  const std::string act = told(result, "act");
  const Log::Fields fields{
      {"campaign", told(result, "campaign")}, {"by", told(result, "by")}, {"why", told(result, "why")}};
  if (act == "pause") {
    log.info("campaign.paused", fields);
  } else if (act == "resume") {
    log.info("campaign.resumed", fields);
  } else {
    log.info("campaign.ended", fields);
  }
}

void log_channel(const Log& log, const json::object& result) {
  if (told(result, "changed") != "true") return;
  const Log::Fields fields{{"channel", told(result, "name")}, {"by", told(result, "by")}};
  if (told(result, "act") == "stop") {
    log.info("channel.stopped", fields);
  } else {
    log.info("channel.resumed", fields);
  }
}

void log_suppressions(const Log& log, const json::object& result) {
  const auto* added = result.if_contains("added");
  const auto* removed = result.if_contains("removed");
  const std::size_t gone = removed ? removed->as_array().size() : 0;
  const auto more = added ? added->to_number<std::int64_t>() : 0;
  if (more > 0 || gone > 0) log.info("suppression.changed", {{"added", more}, {"removed", gone}});
}

void log_restriction(const Log& log, const json::object& result) {
  if (!result.at("changed").as_bool()) return;
  log.info("customer.restricted", {{"customer", result.at("customer").to_number<std::int64_t>()},
                                   {"lifted", result.at("restricted").is_null()}});
}

void log_pause(const Log& log, const json::object&) { log.info("service.paused", {{"reason", "operator"}}); }
void log_resume(const Log& log, const json::object&) {
  log.info("service.resumed", {{"reason", "operator"}});
}

struct Entry {
  std::string_view command;
  void (*log)(const Log&, const json::object&);
};
constexpr std::array entries{
    Entry{"pause", log_pause},      Entry{"resume", log_resume},         Entry{"halt", log_halt},
    Entry{"channels", log_channel}, Entry{"suppress", log_suppressions}, Entry{"restrict", log_restriction}};

}  // namespace

void log_command(const Log& log, std::string_view command, const json::object& result) {
  for (const Entry& entry : entries) {
    if (entry.command == command) entry.log(log, result);
  }
}

}  // namespace lifecycled
