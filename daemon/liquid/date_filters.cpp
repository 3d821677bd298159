// The date filter. What is no date goes through as it is.
#include "liquid/date_format.hpp"
#include "liquid/date_parse.hpp"
#include "liquid/filter_text.hpp"
#include "liquid/standard_filters.hpp"

namespace lifecycled::liquid {

std::optional<Moment> moment_of(const Value& value, const RenderOptions& options) {
  if (value.is_string()) return parse_date(value.string(), options);
  constexpr std::int64_t furthest = 200'000'000'000;
  if (value.kind() != Kind::integer || value.integer() > furthest || value.integer() < -furthest)
    return std::nullopt;
  return Moment(std::chrono::seconds(value.integer()));
}

namespace {

Value date_filter(FilterCall& call) {
  const Text format(call.argument(0), call.budget());
  const RenderOptions& options = call.context().options();
  if (format.view().empty()) return call.take_input();
  std::optional<ReadDate> date;
  if (call.input().is_string())
    date = read_date(call.input().string(), options);
  else if (const auto moment = moment_of(call.input(), options))
    date = ReadDate{*moment, {}, {}};
  if (!date) return call.take_input();
  // Where nobody says in which zone dates are shown, one that names its own keeps it.
  if (options.zone == nullptr && date->offset)
    return Value(format_date(date->moment, format.view(), *date->offset, call.budget(), date->finer));
  return Value(format_date(date->moment, format.view(), options.zone, call.budget(), date->finer));
}

}  // namespace

void add_date_filters(FilterSet& set) { set.add({"date", 1, 1, date_filter}); }

}  // namespace lifecycled::liquid
