#include "cli/gap_picture.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "base/json_fields.hpp"

namespace lifecycled {
namespace {

namespace json = boost::json;

struct Bar {
  std::string days;
  double count = 0;
};

std::vector<Bar> bars_of(const json::object& gaps) {
  std::vector<Bar> out;
  for (const json::value& bar : gaps.at("histogram").as_array()) {
    const auto from = text_at(bar, "from").value_or("?");
    const auto until = text_at(bar, "until");
    out.push_back({!until           ? from + " and more"
                   : *until == from ? from
                                    : from + "-" + *until,
                   number_at(bar, "count").value_or(0)});
  }
  return out;
}

double most(const std::vector<Bar>& bars) {
  double out = 1;
  for (const Bar& bar : bars) out = std::max(out, bar.count);
  return out;
}

std::string quantile_line(const json::object& gaps) {
  std::string out;
  for (const json::value& quantile : gaps.at("quantiles").as_array()) {
    out +=
        fmt::format("{}{:g} %: {} d", out.empty() ? "" : "   ",
                    number_at(quantile, "share").value_or(0) * 100, text_at(quantile, "days").value_or("?"));
  }
  return out;
}

}  // namespace

std::string gaps_report(const json::object& gaps) {
  const std::string total = text_at(gaps, "gaps").value_or("0");
  if (total == "0") return "nobody has bought twice yet: there is no gap to look at\n";
  const auto bars = bars_of(gaps);
  std::string out = fmt::format("days between purchases, {} gap{}\n\n", total, total == "1" ? "" : "s");
  constexpr double widest = 50;
  for (const Bar& bar : bars) {
    // Eighths of a character, so that small bars are seen too.
    constexpr const char* parts[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    const auto eighths = static_cast<std::size_t>(bar.count / most(bars) * widest * 8 + 0.5);
    std::string line;
    for (std::size_t i = 0; i < eighths / 8; ++i) line += "█";
    line += parts[eighths % 8];
    out += fmt::format("{:>14} {} {}\n", bar.days, line, bar.count);
  }
  out += fmt::format("\nso many days or fewer: {}\n", quantile_line(gaps));
  // It is worked out at midnight; what came since counts from the next one.
  out += fmt::format("expected gap of this shop since {}: {}, from {} gaps\n",
                     text_at(gaps, "shop_gap_since").value_or("?"), text_at(gaps, "shop_gap").value_or("?"),
                     text_at(gaps, "shop_gap_from").value_or("0"));
  if (const auto lapsing = number_at(gaps, "suggestion.lapsing")) {
    out += fmt::format(
        "\na setting that fits these gaps, for lifecycled.toml:\n\n[stages]\nlapsing = {:.1f}      # "
        "lapsed "
        "after 95 % of all gaps; now {:g}\n",
        *lapsing, number_at(gaps, "settings.lapsing").value_or(0));
  } else {
    out += "\nfewer than 50 gaps say little: keep the settings as they are\n";
  }
  return out;
}

}  // namespace lifecycled
