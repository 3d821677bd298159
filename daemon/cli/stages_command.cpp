#include "audience/stage_report.hpp"
#include "cli/data_command.hpp"
#include "store/shop_figures.hpp"

namespace lifecycled {

namespace json = boost::json;

// By the definition and the orders alone, so that any moment of the past can be asked for. Of now, by the
// figures of today that every other command and decision goes by.
json::object run_stages(CommandContext& context, const json::object& arguments) {
  const Instant at = moment_argument(context, arguments);
  const auto in_force = arguments.contains("at") ? std::nullopt : ShopFigures(context.database).latest();
  const StageRules& rules = context.reactor.stage_rules();
  const StageReport report =
      report_stages(context.database, rules, at,
                    in_force && !rules.has_fixed_gap() ? std::optional(in_force->gap) : std::nullopt);
  json::object customers;
  std::int64_t total = 0;
  for (const Stage stage : all_stages) {
    const std::int64_t count = report.customers[static_cast<std::size_t>(stage)];
    customers[to_text(stage)] = count;
    total += count;
  }
  return json::object{
      {"at", format_instant(at)},
      {"stages", std::move(customers)},
      {"total", total},
      {"gaps", report.gaps},
      {"quantile_days", report.quantile_days ? json::value(*report.quantile_days) : json::value()},
      {"shop_gap", format_duration(report.shop_gap)},
      {"shop_gap_since", in_force ? json::value(format_instant(in_force->computed_at)) : json::value()}};
}

}  // namespace lifecycled
