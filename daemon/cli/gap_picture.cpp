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
  std::string out = fmt::format("days between purchases, {} gaps\n\n", total);
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
        "\nsettings that fit these gaps, for lifecycled.toml:\n\n[stages]\nlapsing         = {:.1f}      # "
        "lapsed "
        "after 95 % of all gaps; now {:g}\ngap_until_known = \"{}d\"\n",
        *lapsing, number_at(gaps, "settings.lapsing").value_or(0),
        text_at(gaps, "suggestion.gap_until_known_days").value_or("?"));
  } else {
    out += "\nfewer than 50 gaps say little: keep the settings as they are\n";
  }
  return out;
}

std::string gaps_svg(const json::object& gaps) {
  constexpr double width = 720, height = 360, left = 60, bottom = 300, top = 50;
  const auto bars = bars_of(gaps);
  const double step = (width - left - 20) / static_cast<double>(std::max<std::size_t>(bars.size(), 1));
  std::string out = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" "
      "role=\"img\" "
      "font-family=\"sans-serif\" font-size=\"11\">\n<title>Days between purchases</title>\n"
      "<rect width=\"{0}\" height=\"{1}\" fill=\"#fff\"/>\n"
      "<text x=\"{2}\" y=\"24\" font-size=\"16\">Days between purchases, {3} gaps</text>\n",
      width, height, left, text_at(gaps, "gaps").value_or("0"));
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const double tall = bars[i].count / most(bars) * (bottom - top);
    const double x = left + static_cast<double>(i) * step;
    out += fmt::format(
        "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" fill=\"#2a6f97\"><title>{} days: "
        "{}</title></rect>\n<text transform=\"translate({:.1f} {}) rotate(45)\">{}</text>\n",
        x, bottom - tall, std::max(step - 2, 1.0), tall, bars[i].days, bars[i].count, x + step / 2 - 4,
        bottom + 12, bars[i].days);
  }
  out += fmt::format("<line x1=\"{0}\" y1=\"{1}\" x2=\"{2}\" y2=\"{1}\" stroke=\"#333\"/>\n", left, bottom,
                     width - 20);
  out +=
      fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>\n", left - 6, top + 10, most(bars));
  out += fmt::format("<text x=\"{}\" y=\"40\" fill=\"#555\">{}</text>\n</svg>\n", left, quantile_line(gaps));
  return out;
}

}  // namespace lifecycled
