#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/text.hpp"
#include "config/step_words.hpp"
#include "insight/shop_map.hpp"
#include "insight/svg_page.hpp"

namespace lifecycled {
namespace {

constexpr double margin = 48, column = 268, gap = 18, head = 88, card_height = 86, card_gap = 12;
constexpr std::array<look::Hue, 5> part_hues{look::violet, look::indigo, look::teal, look::green,
                                             look::amber};
constexpr std::array<look::Hue, 5> stage_hues{look::slate, look::teal, look::green, look::amber, look::rose};
constexpr std::array<std::string_view, 5> questions{"They get to know you", "They weigh it up", "They buy",
                                                    "They come again", "They tell others"};
constexpr std::size_t most_dormant = 6;

std::string capital(std::string_view word) {
  std::string out(word);
  if (!out.empty()) out.front() = upper_ascii(out.substr(0, 1)).front();
  return out;
}

double column_x(std::size_t index) { return margin + static_cast<double>(index) * (column + gap); }

std::vector<std::string> dormant(const MapPart& part) {
  std::vector<std::string> out;
  for (const MapCampaign& campaign : part.campaigns) {
    if (!campaign.live) out.push_back(campaign.name + (campaign.halt.empty() ? "" : " (halted)"));
  }
  return out;
}

std::size_t live_count(const MapPart& part) {
  return static_cast<std::size_t>(std::ranges::count(part.campaigns, true, &MapCampaign::live));
}

double dormant_height(const MapPart& part) {
  const std::size_t count = std::min(dormant(part).size(), most_dormant);
  return count == 0 ? 0 : 30 + 17 * static_cast<double>(count);
}

double part_height(const MapPart& part) {
  const auto cards = static_cast<double>(std::max<std::size_t>(live_count(part), 1));
  return head + 14 + cards * (card_height + card_gap) + dormant_height(part);
}

// As many as there is room for; how many more there are stands after them.
void pills(SvgPage& page, double x, double y, double width, const std::vector<std::string>& words,
           const look::Hue& hue, double size) {
  const double end = x + width;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string more = "+" + std::to_string(words.size() - i);
    const double kept = i + 1 < words.size() ? text_width(more, size, true) + 22 : 0;
    if (x + text_width(words[i], size, true) + 16 + kept > end) {
      const bool is_first = i == 0 && words.size() == 1;
      page.pill(x, y, is_first ? fitting(words[i], width - 16, size, true) : more, hue, size);
      break;
    }
    x = page.pill(x, y, words[i], hue, size) + 6;
  }
}

void draw_campaign(SvgPage& page, const MapCampaign& campaign, const look::Hue& hue, double x, double y) {
  page.box(x, y + 2, column, card_height, 10, "#1c27330d");
  page.box(x, y, column, card_height, 10, look::white, look::line);
  const std::string inside = grouped(campaign.inside);
  const double number = text_width(inside, 17, true);
  const double word = text_width("inside", 10.5) + 5;
  page.text(x + 14, y + 26, fitting(campaign.title, column - 28, 14, true), {14, true});
  page.text(x + 14, y + 45, fitting(campaign.starts_by, column - 28, 12), {12, false, look::muted});
  page.text(x + column - 14 - word, y + 73, inside,
            {17, true, campaign.inside > 0 ? hue.strong : look::faint, "end"});
  page.text(x + column - 14, y + 73, "inside", {10.5, false, look::faint, "end"});
  pills(page, x + 14, y + 57, column - 40 - number - word, campaign.channels, look::slate, 10.5);
}

void draw_part(SvgPage& page, const MapPart& part, std::size_t index, double top, double height) {
  const double x = column_x(index);
  const look::Hue& hue = part_hues.at(index);
  page.box(x - 8, top - 8, column + 16, height + 16, 16, look::field);
  page.path(fmt::format("M{0:.1f} {1} h{2} l16 {3} l-16 {3} h-{2} a8 8 0 0 1 -8 -8 v-{4} a8 8 0 0 1 8 -8 Z",
                        x + 8, top, column - 24, head / 2, head - 16),
            hue.strong);
  page.text(x + 18, top + 30, capital(to_text(part.part)), {19, true, look::white});
  page.text(x + 18, top + 50, questions.at(index), {12.5, false, "#ffffffd9"});
  const std::string channels =
      part.channels.empty() ? "" : "by " + listed_within(part.channels, column - 62, 11.5, true);
  page.text(x + 18, top + 73, channels, {11.5, true, "#ffffffd9"});
  double y = top + head + 14;
  const std::size_t live = live_count(part);
  if (live == 0) {
    page.box(x, y, column, card_height, 10, look::rose.pale, look::rose.strong, 1.4, "6 5");
    page.text(x + column / 2, y + 38, "Missing", {15, true, look::rose.strong, "middle"});
    page.text(x + column / 2, y + 58, "no campaign is live here", {12, false, look::rose.strong, "middle"});
    y += card_height + card_gap;
  }
  for (const MapCampaign& campaign : part.campaigns) {
    if (!campaign.live) continue;
    draw_campaign(page, campaign, hue, x, y);
    y += card_height + card_gap;
  }
  const auto asleep = dormant(part);
  if (asleep.empty()) return;
  page.text(x + 14, y + 14, "NOT LIVE", {10, true, look::faint, "start", 1});
  for (std::size_t i = 0; i < std::min(asleep.size(), most_dormant); ++i) {
    const bool last = i + 1 == most_dormant && asleep.size() > most_dormant;
    const std::string words = last ? fmt::format("and {} more", asleep.size() - i) : asleep[i];
    page.text(x + 14, y + 33 + 17 * static_cast<double>(i), fitting(words, column - 28, 12),
              {12, false, look::muted});
  }
}

// Forward moves arch above the row, those back below it; the longer, the higher.
constexpr double stage_width = 190, stage_height = 96, arch = 40;

struct Arc {
  std::size_t from = 0, to = 0;
  std::int64_t customers = 0;
  bool is_weakest = false;
  std::size_t span() const { return from < to ? to - from : from - to; }
};

std::vector<Arc> arcs_of(const ShopMap& map) {
  std::vector<Arc> out;
  for (const StageMove& move : map.moves) {
    const auto from = stage_from_text(move.from), to = stage_from_text(move.to);
    if (!from || !to || *from == *to) continue;
    out.push_back({static_cast<std::size_t>(*from), static_cast<std::size_t>(*to), move.customers,
                   map.weakest && map.weakest->from == *from && map.weakest->to == *to});
  }
  return out;
}

double highest(const std::vector<Arc>& arcs, bool forward) {
  double out = 0;
  for (const Arc& arc : arcs) {
    if ((arc.from < arc.to) == forward && (arc.span() > 1 || !forward))
      out = std::max(out, 14 + arch * static_cast<double>(arc.span()));
  }
  return out;
}

double stage_centre(std::size_t index, double width) {
  const double room = (width - 2 * margin - stage_width) / 4;
  return margin + stage_width / 2 + room * static_cast<double>(index);
}

void draw_arc(SvgPage& page, const Arc& arc, std::int64_t most, double width, double y) {
  const bool forward = arc.from < arc.to;
  const double stroke = 1.5 + 6 * std::sqrt(static_cast<double>(arc.customers) / static_cast<double>(most));
  const double a = stage_centre(arc.from, width), b = stage_centre(arc.to, width);
  const std::string label = grouped(arc.customers);
  const std::string_view color = arc.is_weakest ? look::rose.strong : look::flow;
  Point middle;
  if (forward && arc.span() == 1) {
    const double from = a + stage_width / 2 + 4, to = b - stage_width / 2 - 6;
    middle = {(from + to) / 2 - 4, y + stage_height / 2};
    page.curve({{from, middle.y}, {from, middle.y}, {to - 6, middle.y}, {to - 6, middle.y}}, color, stroke,
               false);
    page.arrow_head({to + 2, middle.y}, {from, middle.y}, color, 8 + stroke);
  } else {
    const double rise = arch * static_cast<double>(arc.span()) * (forward ? -1 : 1);
    const double edge = forward ? y - 3 : y + stage_height + 3;
    const double shift = (forward ? 1 : -1) * (72 - 14 * static_cast<double>(arc.span()));
    const Point from{a + shift, edge}, to{b - shift, edge};
    page.curve({from, {from.x, edge + rise * 1.33}, {to.x, edge + rise * 1.33}, to}, color, stroke, false);
    page.arrow_head({to.x, to.y + (forward ? 1 : -1)}, {to.x, to.y + rise}, color, 8 + stroke);
    middle = {(from.x + to.x) / 2, edge + rise};
  }
  const double wide = text_width(label, 12.5, true) + 14;
  const look::Hue hue = arc.is_weakest ? look::rose : look::Hue{look::ink, look::white};
  page.box(middle.x - wide / 2, middle.y - 10, wide, 20, 10, hue.pale, arc.is_weakest ? color : look::line);
  page.text(middle.x, middle.y + 4.5, label, {12.5, true, hue.strong, "middle"});
}

void draw_stages(SvgPage& page, const ShopMap& map, double width, double y) {
  const auto arcs = arcs_of(map);
  std::int64_t most = 1, all = 0;
  for (const Arc& arc : arcs) most = std::max(most, arc.customers);
  for (const std::int64_t count : map.stages) all += count;
  for (const Arc& arc : arcs) draw_arc(page, arc, most, width, y);
  for (std::size_t i = 0; i < all_stages.size(); ++i) {
    const double x = stage_centre(i, width) - stage_width / 2;
    const look::Hue& hue = stage_hues.at(i);
    const double share = all > 0 ? static_cast<double>(map.stages.at(i)) / static_cast<double>(all) : 0;
    page.box(x, y + 2, stage_width, stage_height, 14, "#1c27330d");
    page.box(x, y, stage_width, stage_height, 14, look::white, look::line);
    page.text(x + 18, y + 27, capital(to_text(all_stages.at(i))), {13, true, hue.strong});
    page.text(x + 18, y + 59, grouped(map.stages.at(i)), {25, true});
    page.text(x + stage_width - 18, y + 27, fmt::format("{:.0f} %", share * 100),
              {13, false, look::muted, "end"});
    page.box(x + 18, y + 73, stage_width - 36, 7, 3.5, hue.pale);
    if (share > 0) page.box(x + 18, y + 73, std::max((stage_width - 36) * share, 7.0), 7, 3.5, hue.strong);
  }
}

}  // namespace

std::string shop_svg(const ShopMap& map, std::string_view as_of) {
  const double width = 2 * margin + 5 * column + 4 * gap;
  double height = 0;
  for (const MapPart& part : map.parts) height = std::max(height, part_height(part));
  const auto arcs = arcs_of(map);
  const auto names = wrapped(map.shop, width - 2 * margin, 30, 2, true);
  const double below = 24 + 38 * static_cast<double>(names.size()), top = below + 62;
  const double title = top + height + 66;
  const double row = title + (map.weakest ? 62 : 36) + highest(arcs, true);
  SvgPage page(width, row + stage_height + highest(arcs, false) + margin, map.shop + ": the lifecycle");
  for (std::size_t i = 0; i < names.size(); ++i)
    page.text(margin, 62 + 38 * static_cast<double>(i), names[i], {30, true});
  page.text(margin, below + 26, "The lifecycle: what is live in each part, and where customers stand",
            {14, false, look::muted});
  page.text(width - margin, below + 26, as_of, {12, false, look::faint, "end"});
  for (std::size_t i = 0; i < map.parts.size(); ++i) draw_part(page, map.parts.at(i), i, top, height);
  page.text(margin, title, "Stages of buying", {20, true});
  page.text(
      margin + text_width("Stages of buying", 20, true) + 16, title,
      arcs.empty() ? "nobody moved in the last 30 days" : "arrows: customers who moved in the last 30 days",
      {13, false, look::muted});
  if (map.weakest) {
    const StageStep& weakest = *map.weakest;
    page.text(
        margin, title + 26,
        fmt::format("Weakest step: {} to {}, {} of {} ({:.1f} %)", to_text(weakest.from), to_text(weakest.to),
                    grouped(weakest.moved), grouped(weakest.stood), weakest.share() * 100),
        {13, true, look::rose.strong});
  }
  draw_stages(page, map, width, row);
  return page.finished();
}

}  // namespace lifecycled
