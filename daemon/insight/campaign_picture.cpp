#include "insight/campaign_picture.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/text.hpp"
#include "config/step_words.hpp"
#include "insight/campaign_ways.hpp"
#include "insight/campaign_words.hpp"
#include "insight/svg_page.hpp"

namespace lifecycled {
namespace {

constexpr double card_width = 292, margin = 44, inner = card_width - 40, strip_height = 21;
constexpr double widest_flow = 13, thinnest_flow = 1.6;
// Of a way: a longer name would stand beside somebody else's line.
constexpr double label_room = 150;

std::int64_t sum(const std::map<std::string, std::int64_t>& counts) {
  std::int64_t out = 0;
  for (const auto& [word, count] : counts) out += count;
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

// One line of a card, or several strips beside each other.
struct Row {
  enum class Kind { Title, Small, Choice, Strips };
  struct Strip {
    std::string words;
    look::Hue hue;
    double width() const { return text_width(words, 11.5) + 18; }
  };
  Kind kind = Kind::Small;
  std::string words;
  std::vector<Strip> strips = {};
  double height() const {
    switch (kind) {
      case Kind::Title:
        return 18;
      case Kind::Small:
        return 16;
      case Kind::Choice:
        return 19;
      case Kind::Strips:
        return strip_height + 4;
    }
    return 0;
  }
};

// What a card says; its height follows.
struct Card {
  look::Hue hue;
  std::string kicker, pill;
  std::vector<Row> rows = {};

  void title(std::string_view words) {
    for (std::string& line : wrapped(words, inner, 15, 3, true))
      rows.push_back({Row::Kind::Title, std::move(line)});
  }
  void small(std::string_view words) {
    for (std::string& line : wrapped(words, inner, 12, 5))
      rows.push_back({Row::Kind::Small, std::move(line)});
  }
  void choice(const StepChoice& choice) {
    rows.push_back({Row::Kind::Choice, fitting(choice.name, inner, 12.5, true)});
    small(choice.who);
  }
  // Beside the one before, if there is room.
  void strip(const std::string& words, const look::Hue& hue) {
    const Row::Strip next{fitting(words, inner, 11.5), hue};
    double used = next.width();
    if (!rows.empty())
      for (const Row::Strip& strip : rows.back().strips) used += strip.width() + 6;
    if (rows.empty() || rows.back().strips.empty() || used > card_width - 30)
      rows.push_back({Row::Kind::Strips, ""});
    rows.back().strips.push_back(next);
  }
  double height() const {
    double out = 42;
    for (const Row& row : rows) out += row.height();
    return out;
  }
};

Card step_card(const CampaignStep& step, const StepFlow& flow) {
  const StepLook kind = look_of(step);
  Card card{hue_of(kind), std::string(word_of(kind)), {}};
  const std::string wait = step_wait(step);
  std::string title = step_title(step);
  if (title.starts_with("send ")) title = title.substr(5);
  if (std::holds_alternative<TestAction>(step.action)) {
    card.kicker = "TEST";
    title = step.id.starts_with("step ") ? "Which works best?" : step.id;
  }
  if (kind == StepLook::Split) title = step.id.starts_with("step ") ? "Which way?" : step.id;
  if (kind == StepLook::Wait && !wait.empty()) title = wait;
  card.title(title);
  if (kind != StepLook::Wait && !wait.empty()) card.small(wait);
  if (!step.where.text.empty()) card.small("only where " + step.where.text);
  for (const StepChoice& choice : choices_of(step, flow)) {
    card.choice(choice);
    if (!choice.so_far.empty()) card.small(choice.so_far);
  }
  for (const auto& [outcome, count] : flow.waited) card.small(grouped(count) + " " + outcome);
  if (sum(flow.taken) > 0 && kind != StepLook::Split) card.small(listed_counts(flow.taken));
  if (flow.by_other_ways > 0) card.small(other_ways_words(flow));
  if (flow.inside > 0) card.pill = grouped(flow.inside) + (flow.inside == 1 ? " waits" : " wait");
  const std::string goal(to_text(JourneyEnd::GoalReached));
  for (const auto& [reason, count] : flow.left) {
    if (reason == goal) card.strip(grouped(count) + " reached the goal", look::green);
  }
  for (const auto& [reason, count] : flow.left) {
    if (reason != goal) card.strip(grouped(count) + " left: " + reason, look::rose);
  }
  return card;
}

Card start_card(const CampaignDefinition& campaign, const CampaignFlow& flow) {
  Card card{look::indigo, "STARTS", grouped(flow.started) + " started"};
  card.title(trigger_words(campaign.trigger));
  if (!campaign.trigger.one_per.empty()) card.small("one journey for each " + campaign.trigger.one_per);
  if (!campaign.trigger.where.text.empty()) card.small("where " + campaign.trigger.where.text);
  return card;
}

Card end_card(const CampaignFlow& flow) {
  Card card{look::slate, "END", grouped(came_to_the_end(flow)) + " came here"};
  card.title("Through all steps, or out by one");
  if (flow.end.by_other_ways > 0) card.small(other_ways_words(flow.end));
  return card;
}

void draw_row(SvgPage& page, const Row& row, double x, double y, const look::Hue& hue) {
  switch (row.kind) {
    case Row::Kind::Title:
      page.text(x, y + 14, row.words, {15, true});
      break;
    case Row::Kind::Small:
      page.text(x, y + 12, row.words, {12, false, look::muted});
      break;
    case Row::Kind::Choice:
      page.text(x, y + 15, row.words, {12.5, true, hue.strong});
      break;
    case Row::Kind::Strips:
      for (double at = x - 4; const Row::Strip& strip : row.strips) {
        page.box(at, y + 4, strip.width(), strip_height, 6, strip.hue.pale);
        page.text(at + 9, y + 18.5, strip.words, {11.5, false, strip.hue.strong});
        at += strip.width() + 6;
      }
      break;
  }
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
  double line = y + 31;
  for (const Row& row : card.rows) {
    draw_row(page, row, x + 22, line, card.hue);
    line += row.height();
  }
}

double flow_width(std::int64_t moved, std::int64_t most) {
  if (moved <= 0 || most <= 0) return thinnest_flow;
  return thinnest_flow +
         (widest_flow - thinnest_flow) * std::sqrt(static_cast<double>(moved) / static_cast<double>(most));
}

std::string way_label(const CampaignWay& way, std::int64_t moved) {
  std::string out = fitting(way.label, label_room, 11.5, true);
  if (moved > 0) out += (out.empty() ? "" : " · ") + grouped(moved);
  return out;
}

// Lines above the graph, as many as its width wants.
struct Header {
  struct Line {
    std::string words;
    TextStyle style;
    double height = 0;
  };
  struct Pill {
    std::string words;
    look::Hue hue;
  };
  std::vector<Line> lines;
  std::vector<Pill> pills;
  double width = 0;

  void add(std::string_view words, const TextStyle& style, std::size_t most) {
    for (std::string& line : wrapped(words, width, style.size, most, style.bold))
      lines.push_back({std::move(line), style, style.size * 1.45});
  }
  // Draws where there is a page; returns the height.
  double draw(SvgPage* page) const {
    double y = 28;
    for (const Line& line : lines) {
      y += line.height;
      if (page) page->text(margin, y, line.words, line.style);
    }
    y += 14;
    double x = margin;
    for (const Pill& pill : pills) {
      const std::string words = fitting(pill.words, width - 16, 11, true);
      const double wide = text_width(words, 11, true) + 16;
      if (x > margin && x + wide > margin + width) {
        x = margin;
        y += 26;
      }
      if (page) page->pill(x, y, words, pill.hue);
      x += wide + 8;
    }
    return y + 20 + 26;
  }
};

Header header_of(const CampaignDefinition& campaign, const CampaignFlow& flow, double width,
                 std::string_view as_of) {
  Header header;
  header.width = width - 2 * margin;
  header.add(campaign.title.empty() ? campaign.name : campaign.title, {26, true}, 3);
  std::string facts = fmt::format("{} started  ·  {} inside", grouped(flow.started), grouped(flow.inside));
  if (const std::string others = other_versions_words(flow); !others.empty()) facts += "  ·  " + others;
  if (campaign.goal) {
    const double share =
        flow.started > 0 ? 100.0 * static_cast<double>(flow.goals) / static_cast<double>(flow.started) : 0;
    facts += fmt::format("  ·  {} reached the goal ({:.1f} %)", grouped(flow.goals), share);
  }
  header.add(facts, {13.5, false, look::muted}, 3);
  const std::string exit = exit_words(campaign);
  if (!exit.empty()) header.add("Ends early by " + exit, {12.5, false, look::muted}, 4);
  header.add(as_of, {11.5, false, look::faint}, 2);
  header.pills.push_back({std::string(to_text(campaign.serves)), look::indigo});
  if (campaign.goal) header.pills.push_back({"goal: " + goal_words(campaign), look::green});
  if (!campaign.live) header.pills.push_back({"not live", look::rose});
  if (!flow.halt.empty())
    header.pills.push_back({flow.halt.starts_with("paused") ? "paused" : "ended", look::rose});
  return header;
}

}  // namespace

std::string left_words(const StepFlow& step) { return listed_counts(step.left); }

std::string other_ways_words(const StepFlow& step) {
  return fmt::format("{} of them by an earlier version of the file, or moved here",
                     grouped(step.by_other_ways));
}

std::string other_versions_words(const CampaignFlow& flow) {
  std::vector<std::string> words;
  if (flow.by_other_versions > 0) words.push_back(grouped(flow.by_other_versions) + " more inside");
  if (flow.ended_by_other_versions > 0)
    words.push_back(grouped(flow.ended_by_other_versions) + " more who were");
  return words.empty() ? "" : join(words, " and ") + ", by an earlier version of the file";
}

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
  const Header header = header_of(campaign, flow, width, as_of);
  const double top = header.draw(nullptr);
  SvgPage page(width, top + places.height + margin, campaign.name);
  header.draw(&page);
  const auto moved_by = [&](Point point) { return Point{point.x + left, point.y + top}; };
  for (std::size_t i = 0; i < edges.size(); ++i) {
    std::vector<Point> curve;
    for (const Point& point : places.edges[i].curve) curve.push_back(moved_by(point));
    page.curve(curve, moved[i] > 0 ? look::flow : look::faint, flow_width(moved[i], most), true,
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

}  // namespace lifecycled
