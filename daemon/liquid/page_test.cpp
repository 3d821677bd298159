// docs/liquid.md: every template of its tables prints what stands beside it, with the facts that the page
// shows, and no tag or filter is missing there.
#include <fstream>
#include <iterator>

#include <doctest/doctest.h>

#include "liquid/standard_filters.hpp"
#include "liquid/tags.hpp"
#include "liquid/testing.hpp"

using namespace lifecycled::liquid;
using namespace lifecycled::liquid::testing;

namespace {

std::string page() {
  std::ifstream file(LIFECYCLED_SOURCE_DIR "/docs/liquid.md");
  REQUIRE(file);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string replaced(std::string text, std::string_view old, std::string_view fresh) {
  for (std::size_t at = 0; (at = text.find(old, at)) != std::string::npos; at += fresh.size())
    text.replace(at, old.size(), fresh);
  return text;
}

// What stands between the first backticks from `at` on, which moves behind them.
std::string in_backticks(const std::string& line, std::size_t& at) {
  const std::size_t begin = line.find('`', at);
  const std::size_t end = begin == std::string::npos ? begin : line.find('`', begin + 1);
  if (end == std::string::npos) return {};
  at = end + 1;
  return replaced(line.substr(begin + 1, end - begin - 1), "\\|", "|");
}

}  // namespace

TEST_CASE("the page on Liquid prints what it says") {
  const std::string text = page();
  const std::size_t begin = text.find("```json\n") + 8;
  const std::string data = text.substr(begin, text.find("```", begin) - begin);
  std::size_t examples = 0;
  for (std::size_t at = 0; (at = text.find("\n| `", at)) != std::string::npos; ++at) {
    const std::string line = text.substr(at + 1, text.find('\n', at + 1) - at - 1);
    std::size_t in_line = 0;
    const std::string source = in_backticks(line, in_line);
    const std::string expected = in_backticks(line, in_line);
    CAPTURE(source);
    // A table has no line breaks.
    CHECK(replaced(outcome(source, data), "\n", " ") == expected);
    ++examples;
  }
  CHECK(examples > 70);
}

TEST_CASE("the page on Liquid names every tag and filter") {
  const std::string text = page();
  const FilterSet filters = standard_filters();
  for (const std::string_view filter : filters.names()) {
    CAPTURE(filter);
    CHECK(text.find("\\| " + std::string(filter)) != std::string::npos);
  }
  for (const std::string_view tag : tag_names()) {
    CAPTURE(tag);
    CHECK(text.find("{% " + std::string(tag)) != std::string::npos);
  }
}
