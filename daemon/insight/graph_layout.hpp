// Places nodes and edges of a graph, from top to bottom. An edge of the world: Graphviz does it by its
// program `dot`; tests place by a plain rule. Blocks; the command line's own.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace lifecycled {

// All lengths are pixels; y grows downwards.
struct Point {
  double x = 0, y = 0;
};
struct LayoutNode {
  double width = 0, height = 0;
};
struct LayoutEdge {
  std::size_t from = 0, to = 0;
  double label_width = 0;  // 0: no label
};
struct GraphPlaces {
  double width = 0, height = 0;
  std::vector<Point> nodes;  // their centres
  struct Line {
    std::vector<Point> curve;  // cubic Bezier: 1 + 3n points
    std::optional<Point> label;
  };
  std::vector<Line> edges;
};

struct LayoutError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class GraphLayout {
 public:
  virtual ~GraphLayout() = default;
  // At most one edge from one node to another.
  virtual GraphPlaces place(const std::vector<LayoutNode>& nodes, const std::vector<LayoutEdge>& edges) = 0;
};

// Throws LayoutError where `dot` is not installed or does not answer.
class DotLayout : public GraphLayout {
 public:
  GraphPlaces place(const std::vector<LayoutNode>& nodes, const std::vector<LayoutEdge>& edges) override;
};

// What is given to dot, and what its `-Tplain` answers. Pure.
std::string dot_source(const std::vector<LayoutNode>& nodes, const std::vector<LayoutEdge>& edges);
GraphPlaces parse_plain(std::string_view plain, const std::vector<LayoutNode>& nodes,
                        const std::vector<LayoutEdge>& edges);

}  // namespace lifecycled
