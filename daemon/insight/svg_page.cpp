#include "insight/svg_page.hpp"

#include <cmath>

#include <fmt/format.h>

namespace lifecycled {
namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    if (letter == '&')
      out += "&amp;";
    else if (letter == '<')
      out += "&lt;";
    else if (letter == '>')
      out += "&gt;";
    else if (letter == '"')
      out += "&quot;";
    else if (byte >= 0x20 && byte != 0x7F)
      out += letter;
  }
  return out;
}

std::string number(double value) {
  const std::string text = fmt::format("{:.1f}", value);
  return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
}

// What a colour becomes where the reader's screen is dark: as a ground, and as a text on one.
struct Night {
  std::string_view day, ground, text;
};
constexpr Night nights[] = {
    {look::paper, "#14181d", ""},         {look::white, "#1d232b", ""},
    {look::field, "#191e25", ""},         {look::line, "#343d47", ""},
    {look::flow, "#4d5965", ""},          {look::ink, "", "#e8ebee"},
    {look::muted, "", "#a5afba"},         {look::faint, "#5c6772", "#87929d"},
    {look::teal.strong, "", "#5cc9bb"},   {look::teal.pale, "#12302d", ""},
    {look::amber.strong, "", "#e7a556"},  {look::amber.pale, "#382712", ""},
    {look::slate.strong, "", "#a9b6c3"},  {look::slate.pale, "#272e36", ""},
    {look::indigo.strong, "", "#aaa8f4"}, {look::indigo.pale, "#252456", ""},
    {look::rose.strong, "", "#f48fa1"},   {look::rose.pale, "#3d1a22", ""},
    {look::green.strong, "", "#7fce93"},  {look::green.pale, "#17301d", ""},
    {look::violet.strong, "", "#d39be6"}, {look::violet.pale, "#331d3b", ""},
};

// Rules win over the attributes of shapes; whoever knows no rules, or prints, has the day's colours.
std::string night_style() {
  std::string out = "<style>@media (prefers-color-scheme: dark) {\n";
  for (const Night& one : nights) {
    if (!one.ground.empty())
      out += fmt::format(
          "rect[fill=\"{0}\"], path[fill=\"{0}\"] {{ fill: {1} }} [stroke=\"{0}\"] {{ stroke: {1} }}\n",
          one.day, one.ground);
    if (!one.text.empty()) out += fmt::format("text[fill=\"{}\"] {{ fill: {} }}\n", one.day, one.text);
  }
  return out + "}</style>\n";
}

}  // namespace

SvgPage::SvgPage(double width, double height, std::string_view title) {
  out_ = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" "
      "font-family=\"Inter, 'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', sans-serif\" "
      "role=\"img\">\n"
      "<title>{2}</title>\n",
      number(std::ceil(width)), number(std::ceil(height)), escaped(title));
  out_ += night_style();
  box(0, 0, std::ceil(width), std::ceil(height), 0, look::paper);
}

void SvgPage::box(double x, double y, double width, double height, double round, std::string_view fill,
                  std::string_view stroke, double stroke_width, std::string_view dashes) {
  out_ += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\" fill=\"{}\"", number(x),
                      number(y), number(width), number(height), number(round), fill);
  if (stroke != "none")
    out_ += fmt::format(" stroke=\"{}\" stroke-width=\"{}\"", stroke, number(stroke_width));
  if (!dashes.empty()) out_ += fmt::format(" stroke-dasharray=\"{}\"", dashes);
  out_ += "/>\n";
}

void SvgPage::text(double x, double y, std::string_view words, const TextStyle& style) {
  if (words.empty()) return;
  out_ += fmt::format("<text x=\"{}\" y=\"{}\" font-size=\"{}\" fill=\"{}\"", number(x), number(y),
                      number(style.size), style.color);
  if (style.bold) out_ += " font-weight=\"600\"";
  if (style.anchor != "start") out_ += fmt::format(" text-anchor=\"{}\"", style.anchor);
  if (style.spacing > 0) out_ += fmt::format(" letter-spacing=\"{}\"", number(style.spacing));
  out_ += fmt::format(">{}</text>\n", escaped(words));
}

void SvgPage::path(std::string_view shape, std::string_view fill, std::string_view stroke,
                   double stroke_width) {
  out_ += fmt::format("<path d=\"{}\" fill=\"{}\"", shape, fill);
  if (stroke != "none")
    out_ += fmt::format(" stroke=\"{}\" stroke-width=\"{}\" stroke-linecap=\"round\"", stroke,
                        number(stroke_width));
  out_ += "/>\n";
}

// With an arrow the line ends inside its head, so that a thick one does not stand out beside the tip.
void SvgPage::curve(std::vector<Point> points, std::string_view color, double width, bool arrow,
                    std::string_view dashes) {
  if (points.size() < 4) return;
  const Point tip = points.back(), before = points[points.size() - 2];
  const double length = std::hypot(tip.x - before.x, tip.y - before.y), head = 8 + width;
  if (arrow && length > 0.01) {
    const double dx = (tip.x - before.x) / length, dy = (tip.y - before.y) / length;
    points.back() = {tip.x - dx * head * 0.8, tip.y - dy * head * 0.8};
    if (length < head) points[points.size() - 2] = points.back();
  }
  std::string shape = fmt::format("M{} {}", number(points[0].x), number(points[0].y));
  for (std::size_t i = 1; i + 2 < points.size(); i += 3) {
    shape +=
        fmt::format(" C{} {} {} {} {} {}", number(points[i].x), number(points[i].y), number(points[i + 1].x),
                    number(points[i + 1].y), number(points[i + 2].x), number(points[i + 2].y));
  }
  out_ += fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\"", shape, color,
                      number(width));
  if (!dashes.empty()) out_ += fmt::format(" stroke-dasharray=\"{}\"", dashes);
  out_ += "/>\n";
  if (arrow) arrow_head(tip, before, color, head);
}

void SvgPage::arrow_head(Point tip, Point from, std::string_view color, double size) {
  const double length = std::hypot(tip.x - from.x, tip.y - from.y);
  if (length < 0.01) return;
  const double dx = (tip.x - from.x) / length, dy = (tip.y - from.y) / length;
  const Point base{tip.x - dx * size, tip.y - dy * size};
  path(fmt::format("M{} {} L{} {} L{} {} Z", number(tip.x), number(tip.y), number(base.x - dy * size * 0.6),
                   number(base.y + dx * size * 0.6), number(base.x + dy * size * 0.6),
                   number(base.y - dx * size * 0.6)),
       color);
}

double SvgPage::pill(double x, double y, std::string_view words, const look::Hue& hue, double size) {
  const double width = text_width(words, size, true) + 16;
  box(x, y, width, size + 9, (size + 9) / 2, hue.pale);
  text(x + width / 2, y + size + 2.6, words, {size, true, hue.strong, "middle"});
  return x + width;
}

}  // namespace lifecycled
