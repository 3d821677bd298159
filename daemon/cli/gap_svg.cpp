#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "base/json_fields.hpp"
#include "base/time.hpp"
#include "cli/gap_picture.hpp"
#include "insight/svg_page.hpp"

namespace lifecycled {
namespace {

namespace json = boost::json;

constexpr double width = 960, margin = 44, left = 92, right = width - margin, top = 158, bottom = 400;

struct Bar {
  double until = 0, count = 0;  // days; the last one may have no end
  bool is_open = false;
};

std::vector<Bar> bars_of(const json::object& gaps) {
  std::vector<Bar> out;
  for (const json::value& bar : gaps.at("histogram").as_array()) {
    const auto until = number_at(bar, "until");
    out.push_back({until.value_or(0), number_at(bar, "count").value_or(0), !until});
  }
  return out;
}

double days_in(const json::object& gaps, std::string_view name) {
  const auto span = parse_duration(text_at(gaps, name).value_or(""));
  return span ? static_cast<double>(span->count()) / 86'400'000.0 : 0;
}

// Bars stand side by side, so that days are a scale; what lies beyond them shares the last, open one.
class Chart {
 public:
  explicit Chart(std::vector<Bar> bars) : bars_(std::move(bars)) {
    step_ = (right - left) / static_cast<double>(std::max<std::size_t>(bars_.size(), 1));
    for (const Bar& bar : bars_) {
      most_ = std::max(most_, bar.count);
      last_ = std::max(last_, bar.until);
    }
  }
  double x(double days) const {
    const double end = left + step_ * static_cast<double>(std::ranges::count(bars_, false, &Bar::is_open));
    if (days > last_) return std::min(end + step_ / 2, right);
    return last_ > 0 ? left + (end - left) * days / last_ : left;
  }
  void draw(SvgPage& page) const {
    for (const double share : {0.5, 1.0}) {
      const double y = bottom - (bottom - top) * share;
      page.path(fmt::format("M{} {:.1f} H{}", left, y, right), "none", look::line);
      page.text(left - 10, y + 4, grouped(std::llround(most_ * share)), {11.5, false, look::muted, "end"});
    }
    for (std::size_t i = 0; i < bars_.size(); ++i) draw_bar(page, i);
    page.path(fmt::format("M{} {} H{}", left, bottom, right), "none", look::faint);
    page.text(left - 10, bottom + 40, "days", {11.5, false, look::muted, "end"});
  }

 private:
  void draw_bar(SvgPage& page, std::size_t i) const {
    const Bar& bar = bars_[i];
    const double at = left + step_ * static_cast<double>(i);
    const double tall = bar.count / most_ * (bottom - top);
    if (bar.count > 0)
      page.box(at + 1.5, bottom - tall, std::max(step_ - 3, 1.0), tall, std::min(4.0, tall / 2),
               bar.is_open ? look::slate.strong : look::teal.strong);
    const std::string count = grouped(std::llround(bar.count));
    if (bar.count > 0 && text_width(count, 10.5) + 6 < step_)
      page.text(at + step_ / 2, bottom - tall - 5, count, {10.5, false, look::muted, "middle"});
    const std::string label = bar.is_open ? "more" : fmt::format("{:g}", bar.until);
    // Each has the room of as many bars as the widest label needs.
    const auto every =
        static_cast<std::size_t>(std::ceil((text_width(fmt::format("{:g}", last_), 11.5) + 12) / step_));
    if (bar.is_open) {
      page.text(at + step_ / 2, bottom + 40, label, {11.5, false, look::muted, "middle"});
    } else if ((i + 1) % every == 0 && !(i + 2 == bars_.size() && bars_.back().is_open)) {
      page.text(at + step_, bottom + 40, label, {11.5, false, look::muted, "middle"});
    }
  }

  std::vector<Bar> bars_;
  double step_ = 0, most_ = 1, last_ = 0;
};

// Below the bars: which of these gaps a customer may have and be what.
void draw_stages(SvgPage& page, const json::object& gaps, const Chart& chart, double shop_gap) {
  const double active = chart.x(shop_gap * number_at(gaps, "settings.active").value_or(1));
  const double lapsing = chart.x(shop_gap * number_at(gaps, "settings.lapsing").value_or(1));
  const auto band = [&](double from, double to, std::string_view words, const look::Hue& hue) {
    if (to - from < 1) return;
    page.box(from + 1, bottom + 6, to - from - 2, 17, 4, hue.pale);
    if (text_width(words, 11, true) < to - from - 8)
      page.text((from + to) / 2, bottom + 18.5, words, {11, true, hue.strong, "middle"});
  };
  band(left, active, "active", look::green);
  band(active, lapsing, "lapsing", look::amber);
  band(lapsing, right, "lapsed", look::rose);
}

void draw_shop_gap(SvgPage& page, const Chart& chart, double shop_gap, const std::string& words) {
  const double at = chart.x(shop_gap), wide = text_width(words, 12, true) + 18;
  page.path(fmt::format("M{0:.1f} {1} V{2}", at, top - 22, bottom), "none", look::indigo.strong, 2);
  const double from = std::clamp(at - wide / 2, left, right - wide);
  page.box(from, top - 40, wide, 22, 11, look::indigo.pale);
  page.text(from + wide / 2, top - 24.5, words, {12, true, look::indigo.strong, "middle"});
}

void draw_quantiles(SvgPage& page, const json::object& gaps, double y) {
  const auto& quantiles = gaps.at("quantiles").as_array();
  const double asked = number_at(gaps, "settings.quantile").value_or(0);
  page.text(margin, y, "SO MANY DAYS OR FEWER", {10.5, true, look::faint, "start", 1.2});
  const double room = (width - 2 * margin) / static_cast<double>(std::max<std::size_t>(quantiles.size(), 1));
  for (std::size_t i = 0; i < quantiles.size(); ++i) {
    const double share = number_at(quantiles[i], "share").value_or(0);
    const double at = margin + room * static_cast<double>(i);
    const look::Hue hue = std::abs(share - asked) < 1e-9 ? look::indigo : look::Hue{look::ink, look::field};
    page.box(at, y + 12, room - 8, 50, 10, hue.pale);
    page.text(at + (room - 8) / 2, y + 32, text_at(quantiles[i], "days").value_or("?") + " d",
              {15, true, hue.strong, "middle"});
    page.text(at + (room - 8) / 2, y + 51, fmt::format("{:g} %", share * 100),
              {11.5, false, look::muted, "middle"});
  }
}

std::string advice(const json::object& gaps) {
  const auto lapsing = number_at(gaps, "suggestion.lapsing");
  if (!lapsing) return "Fewer than 50 gaps say little: keep the settings as they are.";
  return fmt::format("A setting that fits, in [stages]: lapsing = {:.1f} (now {:g})", *lapsing,
                     number_at(gaps, "settings.lapsing").value_or(0));
}

}  // namespace

std::string gaps_svg(const json::object& gaps) {
  const auto total = static_cast<std::int64_t>(number_at(gaps, "gaps").value_or(0));
  SvgPage page(width, total == 0 ? 140 : 576, "Days between purchases");
  page.text(margin, 56, "Days between purchases", {24, true});
  if (total == 0) {
    page.text(margin, 88, "Nobody has bought twice yet: there is no gap to look at.",
              {14, false, look::muted});
    return page.finished();
  }
  page.text(margin, 82, grouped(total) + (total == 1 ? " gap" : " gaps"), {14, false, look::muted});
  const Chart chart(bars_of(gaps));
  chart.draw(page);
  if (const double shop_gap = days_in(gaps, "shop_gap"); shop_gap > 0) {
    draw_stages(page, gaps, chart, shop_gap);
    draw_shop_gap(page, chart, shop_gap,
                  fmt::format("this shop's gap: {:g} d", std::round(shop_gap * 10) / 10));
  }
  draw_quantiles(page, gaps, bottom + 76);
  page.text(margin, 562, advice(gaps), {13, true, look::teal.strong});
  return page.finished();
}

}  // namespace lifecycled
