#include "audience/gap_report.hpp"
#include "cli/data_command.hpp"

namespace lifecycled {

namespace json = boost::json;

json::object run_gaps(CommandContext& context, const json::object&) {
  const StageSettings& settings = context.configuration.settings.stages;
  ShopFigures figures(context.database);
  const GapReport report = report_gaps(figures.gaps(), settings.quantile);
  json::array quantiles, histogram;
  for (const auto& quantile : report.quantiles)
    quantiles.push_back(json::object{{"share", quantile.share}, {"days", quantile.days}});
  for (const auto& bar : report.bars) {
    histogram.push_back(json::object{{"from", bar.from},
                                     {"until", bar.until ? json::value(*bar.until) : json::value()},
                                     {"count", bar.count}});
  }
  const auto row = figures.latest();
  json::object out{{"gaps", report.gaps},
                   {"quantiles", std::move(quantiles)},
                   {"histogram", std::move(histogram)},
                   {"shop_gap", row ? format_duration(row->gap) : ""},
                   {"shop_gap_since", row ? format_instant(row->computed_at) : ""},
                   {"shop_gap_from", row ? row->gaps : 0},
                   {"settings", json::object{{"quantile", settings.quantile},
                                             {"active", settings.active_until},
                                             {"lapsing", settings.lapsing_until}}}};
  out["suggestion"] = json::value();
  if (report.suggestion) {
    out["suggestion"] = json::object{{"lapsing", report.suggestion->lapsing}};
  }
  return out;
}

}  // namespace lifecycled
