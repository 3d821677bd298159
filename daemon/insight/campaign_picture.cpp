#include "insight/campaign_picture.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "config/step_words.hpp"
#include "insight/campaign_ways.hpp"
#include "insight/svg_page.hpp"

namespace lifecycled {
namespace {

constexpr double card_width = 292, margin = 44, header = 118, line_height = 18;
constexpr double widest_flow = 13, thinnest_flow = 1.6;
// Of a way: a longer name would stand beside somebody else's line.
constexpr double label_room = 150;

std::int64_t sum(const std::map<std::string, std::int64_t>& counts) {
  std::int64_t out = 0;
  for (const auto& [word, count] : counts) out += count;
  return out;
}

std::string listed(const std::map<std::string, std::int64_t>& counts) {
  std::string out;
  for (const auto& [word, count] : counts)
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", grouped(count), word);
  return out;
}

look::Hue hue_of(StepLook kind) {
  switch (kind) {
    case StepLook::Send:
      return look::teal;
    case StepLook::Split:
      return look::amber;
    case StepLook::Wait:
      return look::slate;
    case StepLook::Other:
      return look::violet;
  }
  return look::slate;
}

std::string_view word_of(StepLook kind) {
  switch (kind) {
    case StepLook::Send:
      return "SEND";
    case StepLook::Split:
      return "SPLIT";
    case StepLook::Wait:
      return "WAIT";
    case StepLook::Other:
      return "STEP";
  }
  return "";
}

// What a card says; its height follows.
struct Card {
  look::Hue hue;
  std::string kicker, pill;
  std::vector<std::string> title, small;
  std::string left;
  std::string goal;
  double height() const {
    return 40 + line_height * static_cast<double>(title.size()) + 16 * static_cast<double>(small.size()) +
           (left.empty() && goal.empty() ? 0 : 26);
  }
};

Card step_card(const CampaignStep& step, const StepFlow& flow) {
  const StepLook kind = look_of(step);
  Card card{hue_of(kind), std::string(word_of(kind)), {}, {}, {}, {}, {}};
  std::string title = step_title(step);
  if (title.starts_with("send ") || title.starts_with("test ")) {
    if (title.starts_with("test ")) card.kicker = "TEST";
    title = title.substr(5);
  }
  if (kind == StepLook::Split) title = step.id.starts_with("step ") ? "Which way?" : step.id;
  if (kind == StepLook::Wait && !step_wait(step).empty()) title = step_wait(step);
  card.title = wrapped(title, card_width - 40, 15, 2, true);
  const auto small = [&](const std::string& words) {
    for (std::string& line : wrapped(words, card_width - 40, 12, 2)) card.small.push_back(std::move(line));
  };
  if (kind != StepLook::Wait && !step_wait(step).empty()) small(step_wait(step));
  if (!step.where.text.empty()) small("only where " + step.where.text);
  if (sum(flow.taken) > 0 && kind != StepLook::Split) small(listed(flow.taken));
  if (flow.inside > 0) card.pill = grouped(flow.inside) + (flow.inside == 1 ? " waits" : " wait");
  auto left = flow.left;
  const std::string goal(to_text(JourneyEnd::GoalReached));
  if (const auto reached = left.find(goal); reached != left.end()) {
    card.goal = grouped(reached->second) + " reached the goal";
    left.erase(reached);
  }
  card.left = listed(left);
  return card;
}

Card start_card(const CampaignDefinition& campaign, const CampaignFlow& flow) {
  Card card{look::indigo, "STARTS", {}, {}, {}, {}, {}};
  card.title = wrapped(trigger_words(campaign.trigger), card_width - 40, 15, 2, true);
  if (!campaign.trigger.one_per.empty())
    card.small.push_back("one journey for each " + campaign.trigger.one_per);
  if (!campaign.trigger.where.text.empty())
    card.small.push_back(fitting("where " + campaign.trigger.where.text, card_width - 40, 12));
  card.pill = grouped(flow.started) + " started";
  return card;
}

Card end_card(const CampaignFlow& flow) {
  Card card{look::slate, "END", {}, {"Through all steps, or out by one"}, {}, {}, {}};
  std::int64_t out = 0;
  for (const auto& [ends, count] : flow.moves) {
    if (ends.second == static_cast<std::int64_t>(flow.steps.size())) out += count;
  }
  card.pill = grouped(out) + " came here";
  return card;
}

void draw_card(SvgPage& page, const Card& card, Point centre) {
  const double height = card.height();
  const double x = centre.x - card_width / 2, y = centre.y - height / 2;
  page.box(x, y + 2, card_width, height, 12, "#1c273310");
  page.box(x, y, 26, height, 12, card.hue.strong);
  page.path(
      fmt::format("M{0:.1f} {1:.1f} H{2:.1f} a12 12 0 0 1 12 12 V{3:.1f} a12 12 0 0 1 -12 12 H{0:.1f} Z",
                  x + 6, y, x + card_width - 12, y + height - 12),
      look::white, look::line);
  page.text(x + 22, y + 22, card.kicker, {10.5, true, card.hue.strong, "start", 1.2});
  if (!card.pill.empty()) {
    const double width = text_width(card.pill, 11, true) + 16;
    page.pill(x + card_width - width - 12, y + 9, card.pill, card.hue);
  }
  double line = y + 44;
  for (const std::string& words : card.title) {
    page.text(x + 22, line, words, {15, true});
    line += line_height;
  }
  line -= 1;
  for (const std::string& words : card.small) {
    page.text(x + 22, line, words, {12, false, look::muted});
    line += 16;
  }
  const double strip = y + height - 31;
  double at = x + 18;
  if (!card.goal.empty()) {
    const double wide = text_width(card.goal, 11.5) + 20;
    page.box(at, strip, wide, 21, 6, look::green.pale);
    page.text(at + 9, strip + 14.5, card.goal, {11.5, false, look::green.strong});
    at += wide + 6;
  }
  if (card.left.empty()) return;
  const double room = x + card_width - 12 - at;
  page.box(at, strip, room, 21, 6, look::rose.pale);
  page.text(at + 9, strip + 14.5, fitting("left: " + card.left, room - 16, 11.5),
            {11.5, false, look::rose.strong});
}

double flow_width(std::int64_t moved, std::int64_t most) {
  if (moved <= 0 || most <= 0) return thinnest_flow;
  return thinnest_flow +
         (widest_flow - thinnest_flow) * std::sqrt(static_cast<double>(moved) / static_cast<double>(most));
}

std::string way_label(const CampaignWay& way, std::int64_t moved) {
  std::string out = fitting(way.label, label_room, 11.5, true);
  if (moved > 0) out += (out.empty() ? "" : "  ") + grouped(moved);
  return out;
}

void draw_header(SvgPage& page, const CampaignDefinition& campaign, const CampaignFlow& flow, double width,
                 std::string_view as_of) {
  const std::string title = campaign.title.empty() ? campaign.name : campaign.title;
  page.text(margin, 56, fitting(title, width - 2 * margin, 26, true), {26, true});
  std::string facts = fmt::format("{} started  ·  {} inside", grouped(flow.started), grouped(flow.inside));
  if (flow.by_other_versions > 0)
    facts += fmt::format("  ·  {} more by an earlier version", grouped(flow.by_other_versions));
  if (campaign.goal) {
    const double share =
        flow.started > 0 ? 100.0 * static_cast<double>(flow.goals) / static_cast<double>(flow.started) : 0;
    facts += fmt::format("  ·  {} reached the goal ({:.1f} %)", grouped(flow.goals), share);
  }
  page.text(margin, 82, fitting(facts, width - 2 * margin, 13.5), {13.5, false, look::muted});
  double x = page.pill(margin, 94, to_text(campaign.serves), look::indigo) + 8;
  if (campaign.goal) x = page.pill(x, 94, "goal: " + campaign.goal->event.name, look::green) + 8;
  if (!campaign.live) x = page.pill(x, 94, "not live", look::rose) + 8;
  if (!flow.halt.empty()) page.pill(x, 94, flow.halt.starts_with("paused") ? "paused" : "ended", look::rose);
  page.text(width - margin, 107, as_of, {11.5, false, look::faint, "end"});
}

}  // namespace

std::string left_words(const StepFlow& step) { return listed(step.left); }

std::string campaign_svg(const CampaignDefinition& campaign, const CampaignFlow& flow, GraphLayout& layout,
                         std::string_view as_of) {
  // The start is node 0, step i is node i + 1, the end is the last.
  std::vector<Card> cards{start_card(campaign, flow)};
  for (std::size_t i = 0; i < campaign.steps.size(); ++i)
    cards.push_back(step_card(campaign.steps[i], flow.steps.at(i)));
  cards.push_back(end_card(flow));
  std::vector<LayoutNode> nodes;
  for (const Card& card : cards) nodes.push_back({card_width, card.height()});

  const auto ways = ways_of(campaign);
  std::vector<LayoutEdge> edges;
  std::vector<std::string> labels;
  std::vector<std::int64_t> moved;
  std::int64_t most = 0;
  for (const CampaignWay& way : ways) {
    const auto found = flow.moves.find({way.from, way.to});
    moved.push_back(found == flow.moves.end() ? 0 : found->second);
    most = std::max(most, moved.back());
    labels.push_back(way_label(way, moved.back()));
    edges.push_back({static_cast<std::size_t>(way.from + 1), static_cast<std::size_t>(way.to + 1),
                     labels.back().empty() ? 0 : text_width(labels.back(), 11.5, true) + 12});
  }
  const GraphPlaces places = layout.place(nodes, edges);
  const double width = std::max(places.width + 2 * margin, 620.0);
  const double left = (width - places.width) / 2;
  SvgPage page(width, header + places.height + margin, campaign.name);
  draw_header(page, campaign, flow, width, as_of);
  const auto moved_by = [&](Point point) { return Point{point.x + left, point.y + header + 12}; };
  for (std::size_t i = 0; i < edges.size(); ++i) {
    std::vector<Point> curve;
    for (const Point& point : places.edges[i].curve) curve.push_back(moved_by(point));
    page.curve(curve, moved[i] > 0 ? look::flow : look::faint, flow_width(moved[i], most), false,
               moved[i] > 0 ? "" : "3 5");
  }
  for (std::size_t i = 0; i < cards.size(); ++i) draw_card(page, cards[i], moved_by(places.nodes[i]));
  for (std::size_t i = 0; i < edges.size(); ++i) {
    if (labels[i].empty() || !places.edges[i].label) continue;
    const Point at = moved_by(*places.edges[i].label);
    const double wide = text_width(labels[i], 11.5, true) + 12;
    page.box(at.x - wide / 2, at.y - 9, wide, 18, 9, look::paper);
    page.text(at.x, at.y + 4, labels[i], {11.5, true, moved[i] > 0 ? look::ink : look::muted, "middle"});
  }
  return page.finished();
}

std::string campaign_text(const CampaignDefinition& campaign, const CampaignFlow& flow) {
  std::string out = fmt::format("{} ({}), {}{}\n", campaign.name, campaign.title, to_text(campaign.serves),
                                campaign.live ? "" : ", not live");
  if (!flow.halt.empty()) out += flow.halt + "\n";
  out += fmt::format("starts by {}: {} started, {} inside", trigger_words(campaign.trigger), flow.started,
                     flow.inside);
  if (campaign.goal) out += fmt::format(", {} reached the goal {}", flow.goals, campaign.goal->event.name);
  out += "\n";
  if (flow.by_other_versions > 0)
    out += fmt::format("{} more inside by an earlier version of the file\n", flow.by_other_versions);
  const auto ways = ways_of(campaign);
  const auto size = static_cast<std::int64_t>(campaign.steps.size());
  for (std::size_t i = 0; i < campaign.steps.size(); ++i) {
    const CampaignStep& step = campaign.steps[i];
    const StepFlow& here = flow.steps.at(i);
    const std::string wait = step_wait(step);
    out += fmt::format("\n  {}: {}{}\n", step.id, step_title(step), wait.empty() ? "" : " (" + wait + ")");
    out += fmt::format("      {} wait{}\n", here.inside, here.taken.empty() ? "" : ", " + listed(here.taken));
    if (!here.left.empty()) out += fmt::format("      left here: {}\n", left_words(here));
    for (const CampaignWay& way : ways) {
      if (way.from != static_cast<std::int64_t>(i)) continue;
      const auto found = flow.moves.find({way.from, way.to});
      out += fmt::format("      -> {}{}: {}\n",
                         way.to == size ? "the end" : campaign.steps[static_cast<std::size_t>(way.to)].id,
                         way.label.empty() ? "" : " (" + way.label + ")",
                         found == flow.moves.end() ? 0 : found->second);
    }
  }
  return out;
}

}  // namespace lifecycled
