#include "insight/graph_layout.hpp"

#include <cstdlib>
#include <filesystem>
#include <map>
#include <sstream>

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.hpp"

namespace lifecycled {
namespace {

constexpr double pixels_an_inch = 96;
constexpr double letter_width = 7;  // of dot's label text at our size, roughly
constexpr std::size_t most_points = 400;

struct ScratchFolder {
  ScratchFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "lifecycled-map-XXXXXX").string();
    if (!::mkdtemp(name.data())) throw LayoutError("no folder can be made in " + name);
    path = name;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  std::filesystem::path path;
};

void run_dot(const std::string& in, const std::string& out) {
  const char* arguments[] = {"dot", "-Tplain", "-o", out.c_str(), in.c_str(), nullptr};
  posix_spawn_file_actions_t quiet;
  ::posix_spawn_file_actions_init(&quiet);
  ::posix_spawn_file_actions_addopen(&quiet, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  const int failed =
      ::posix_spawnp(&child, arguments[0], &quiet, nullptr, const_cast<char**>(arguments), environ);
  ::posix_spawn_file_actions_destroy(&quiet);
  int status = 1;
  if (failed != 0) throw LayoutError("the program `dot` is not there; install it: apt install graphviz");
  if (::waitpid(child, &status, 0) != child || status != 0)
    throw LayoutError("the program `dot` could not place the graph");
}

}  // namespace

std::string dot_source(const std::vector<LayoutNode>& nodes, const std::vector<LayoutEdge>& edges) {
  std::string out =
      "digraph g {\n  graph [rankdir=TB nodesep=0.45 ranksep=0.5 splines=true];\n"
      "  node [shape=box fixedsize=true label=\"\"];\n  edge [tailport=s headport=n arrowhead=none "
      "fontsize=11 "
      "fontname=Helvetica];\n";
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    out += fmt::format("  n{} [width={:.3f} height={:.3f}];\n", i, nodes[i].width / pixels_an_inch,
                       nodes[i].height / pixels_an_inch);
  }
  for (const LayoutEdge& edge : edges) {
    const auto letters = static_cast<std::size_t>(edge.label_width / letter_width + 0.999);
    out += fmt::format("  n{} -> n{} [label=\"{}\"];\n", edge.from, edge.to, std::string(letters, 'o'));
  }
  return out + "}\n";
}

GraphPlaces parse_plain(std::string_view plain, const std::vector<LayoutNode>& nodes,
                        const std::vector<LayoutEdge>& edges) {
  GraphPlaces out;
  out.nodes.resize(nodes.size());
  out.edges.resize(edges.size());
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> index;
  for (std::size_t i = 0; i < edges.size(); ++i) index[{edges[i].from, edges[i].to}] = i;
  std::istringstream lines{std::string(plain)};
  std::string line;
  const auto place = [&](double x, double y) {
    return Point{x * pixels_an_inch, out.height - y * pixels_an_inch};
  };
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    std::string kind, name, head;
    words >> kind;
    double x = 0, y = 0;
    const auto number_of = [](const std::string& node) {
      return node.size() > 1 ? static_cast<std::size_t>(std::atoll(node.c_str() + 1)) : std::size_t{0};
    };
    if (kind == "graph") {
      double scale = 1;
      words >> scale >> x >> y;
      out.width = x * pixels_an_inch;
      out.height = y * pixels_an_inch;
    } else if (kind == "node") {
      words >> name >> x >> y;
      if (words && number_of(name) < out.nodes.size()) out.nodes[number_of(name)] = place(x, y);
    } else if (kind == "edge") {
      std::size_t count = 0;
      words >> name >> head >> count;
      const auto found = index.find({number_of(name), number_of(head)});
      if (!words || found == index.end() || count > most_points) continue;
      GraphPlaces::Line& edge = out.edges[found->second];
      for (std::size_t i = 0; i < count && words >> x >> y; ++i) edge.curve.push_back(place(x, y));
      std::string label;
      if (edges[found->second].label_width > 0 && words >> label >> x >> y) edge.label = place(x, y);
    }
  }
  if (out.width <= 0) throw LayoutError("the program `dot` gave no answer that is understood");
  return out;
}

GraphPlaces DotLayout::place(const std::vector<LayoutNode>& nodes, const std::vector<LayoutEdge>& edges) {
  const ScratchFolder scratch;
  const std::string in = scratch.path / "graph.dot", out = scratch.path / "graph.plain";
  write_file(in, dot_source(nodes, edges), 0600);
  run_dot(in, out);
  return parse_plain(read_file(out), nodes, edges);
}

}  // namespace lifecycled
