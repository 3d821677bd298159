// An SVG picture in the making: shapes and texts in the shop's look, everything escaped; dark where
// the reader's screen is. Plain values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "insight/graph_layout.hpp"
#include "insight/text_measure.hpp"

namespace lifecycled {

namespace look {
constexpr std::string_view paper = "#faf9f6", white = "#ffffff", ink = "#1c2733", muted = "#66717e",
                           faint = "#75808c", line = "#dfe2e6", flow = "#c3ccd6", field = "#f1f0ec";
// A hue with its pale ground.
struct Hue {
  std::string_view strong, pale;
};
constexpr Hue teal{"#0d7a6f", "#e3f3f0"}, amber{"#a8590b", "#fcf0de"}, slate{"#51606f", "#eef1f4"},
    indigo{"#4340a8", "#ebeafb"}, rose{"#b4233f", "#fcebee"}, green{"#2a7d3e", "#e5f4e8"},
    violet{"#83369c", "#f5eafa"};
}  // namespace look

struct TextStyle {
  double size = 13;
  bool bold = false;
  std::string_view color = look::ink;
  std::string_view anchor = "start";
  double spacing = 0;
};

class SvgPage {
 public:
  SvgPage(double width, double height, std::string_view title);
  void box(double x, double y, double width, double height, double round, std::string_view fill,
           std::string_view stroke = "none", double stroke_width = 1, std::string_view dashes = "");
  void text(double x, double y, std::string_view words, const TextStyle& style);
  void curve(std::vector<Point> points, std::string_view color, double width, bool arrow,
             std::string_view dashes = "");
  void path(std::string_view shape, std::string_view fill, std::string_view stroke = "none",
            double stroke_width = 1);
  void arrow_head(Point tip, Point from, std::string_view color, double size);
  // A word on a coloured ground; returns where it ends.
  double pill(double x, double y, std::string_view words, const look::Hue& hue, double size = 11);
  std::string finished() const { return out_ + "</svg>\n"; }

 private:
  std::string out_;
};

}  // namespace lifecycled
