#include "insight/graph_layout.hpp"

#include <doctest/doctest.h>

using namespace lifecycled;

TEST_CASE("what dot is given and how its answer is read") {
  const std::vector<LayoutNode> nodes{{96, 48}, {96, 48}};
  const std::vector<LayoutEdge> edges{{0, 1, 20}};
  CHECK(dot_source(nodes, edges).find("n0 -> n1 [label=\"ooo\"]") != std::string::npos);
  const GraphPlaces places = parse_plain(
      "graph 1 2 3\nnode n0 1 2.5 1 .5 \"\" solid box black lightgrey\nnode n1 1 .5 1 .5 \"\" solid box "
      "black "
      "lightgrey\nedge n0 n1 4 1 2.25 1 2 1 1 1 .75 ooo 1.2 1.5 solid black\nstop\n",
      nodes, edges);
  CHECK(places.height == doctest::Approx(288));
  CHECK(places.nodes.at(0).y == doctest::Approx(48));
  CHECK(places.edges.at(0).curve.size() == 4);
  CHECK(places.edges.at(0).label->x == doctest::Approx(115.2));
  CHECK_THROWS_AS(parse_plain("nonsense", nodes, edges), LayoutError);
}
