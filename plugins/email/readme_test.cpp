// README.md's table is the options' own table: what is documented is what there is.
#include <fstream>
#include <iterator>
#include <string>

#include <doctest/doctest.h>

#include "options.hpp"

namespace {

std::string table() {
  std::string out = "| option | default | |\n|---|---|---|\n";
  for (const lc_option* const* at = email::options; *at != nullptr; ++at) {
    const lc_option& option = **at;
    const std::string value = option.default_value;
    const std::string shown = option.required ? "required" : value.empty() ? "" : "`" + value + "`";
    out += std::string("| `") + option.key + "` | " + shown + " | " + option.help + " |\n";
  }
  return out;
}

}  // namespace

TEST_CASE("README.md shows the options as they are declared") {
  std::ifstream file(EMAIL_README);
  const std::string readme((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const auto begin = readme.find("| option |"), end = readme.find("\n\n", begin);
  REQUIRE(end != std::string::npos);
  CHECK(readme.substr(begin, end - begin + 1) == table());
}
