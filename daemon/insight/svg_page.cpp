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
    else if (byte >= 0x20)
      out += letter;
  }
  return out;
}

bool begins_letter(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }

// Of a usual sans-serif, in parts of its size.
double letter_width(char byte) {
  static constexpr std::string_view narrow = "iljtfI.,:;'|!()[] ", wide = "mwMW@%";
  if (!begins_letter(byte)) return 0;
  if (static_cast<unsigned char>(byte) >= 0x80) return 0.62;
  if (narrow.find(byte) != std::string_view::npos) return 0.31;
  if (wide.find(byte) != std::string_view::npos) return 0.87;
  if (byte >= 'A' && byte <= 'Z') return 0.68;
  return 0.56;
}

std::string number(double value) {
  const std::string text = fmt::format("{:.1f}", value);
  return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
}

}  // namespace

double text_width(std::string_view text, double size, bool bold) {
  double width = 0;
  for (const char byte : text) width += letter_width(byte);
  return width * size * (bold ? 1.07 : 1.0);
}

std::string fitting(std::string_view text, double width, double size, bool bold) {
  if (text_width(text, size, bold) <= width) return std::string(text);
  const double room = width - text_width("…", size, bold);
  double used = 0;
  std::size_t end = 0;
  while (end < text.size()) {
    used += letter_width(text[end]) * size * (bold ? 1.07 : 1.0);
    if (used > room) break;
    ++end;
    while (end < text.size() && !begins_letter(text[end])) ++end;
  }
  while (end > 0 && text[end - 1] == ' ') --end;
  return std::string(text.substr(0, end)) + "…";
}

std::vector<std::string> wrapped(std::string_view text, double width, double size, std::size_t most,
                                 bool bold) {
  std::vector<std::string> out;
  while (!text.empty()) {
    if (out.size() + 1 == most || text_width(text, size, bold) <= width) {
      out.push_back(fitting(text, width, size, bold));
      break;
    }
    std::size_t end = 0;
    for (std::size_t blank = text.find(' '); blank != std::string_view::npos;
         blank = text.find(' ', blank + 1)) {
      if (text_width(text.substr(0, blank), size, bold) > width) break;
      end = blank;
    }
    if (end == 0) {
      out.push_back(fitting(text, width, size, bold));
      break;
    }
    out.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  return out;
}

std::string grouped(std::int64_t number) {
  std::string digits = std::to_string(number);
  for (auto at = static_cast<std::int64_t>(digits.size()) - 3; at > (number < 0 ? 1 : 0); at -= 3)
    digits.insert(static_cast<std::size_t>(at), ",");
  return digits;
}

SvgPage::SvgPage(double width, double height, std::string_view title) {
  out_ = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" "
      "font-family=\"Inter, 'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', sans-serif\" "
      "role=\"img\">\n"
      "<title>{2}</title>\n",
      number(std::ceil(width)), number(std::ceil(height)), escaped(title));
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

void SvgPage::curve(const std::vector<Point>& points, std::string_view color, double width, bool arrow,
                    std::string_view dashes) {
  if (points.size() < 4) return;
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
  if (arrow) arrow_head(points.back(), points[points.size() - 2], color, 5 + width);
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
