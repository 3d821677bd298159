#include "audience/stage_report.hpp"
#include "base/json_fields.hpp"
#include "cli/data_command.hpp"

namespace lifecycled {

namespace json = boost::json;

// By the definition and the orders alone, so that any moment of the past can be asked for.
json::object run_stages(CommandContext& context, const json::object& arguments) {
  Instant at = context.now;
  if (const auto given = text_at(arguments, "at")) {
    const TimeZone zone = TimeZone::named(context.configuration.settings.shop.time_zone);
    if (const auto instant = parse_instant(*given)) {
      at = *instant;
    } else if (const auto date = parse_date(*given)) {
      at = zone.at(LocalDay{*date}, TimeOfDay{0});
    } else {
      throw CommandError(
          "--at \"" + *given +
          "\" is no moment; write 2026-01-31 (midnight in the shop's time zone) or 2026-01-31T09:00:00Z");
    }
  }
  const StageReport report = report_stages(context.database, context.reactor.stage_rules(), at);
  json::object customers;
  std::int64_t total = 0;
  for (const Stage stage : all_stages) {
    const std::int64_t count = report.customers[static_cast<std::size_t>(stage)];
    customers[to_text(stage)] = count;
    total += count;
  }
  return {{"at", format_instant(at)},
          {"stages", std::move(customers)},
          {"total", total},
          {"gaps", report.gaps},
          {"quantile_days", report.quantile_days ? json::value(*report.quantile_days) : json::value()},
          {"shop_gap", format_duration(report.shop_gap)}};
}

}  // namespace lifecycled
