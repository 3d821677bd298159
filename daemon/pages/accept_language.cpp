#include "pages/accept_language.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t most_asked = 20;

}  // namespace

std::vector<std::string> asked_languages(std::string_view header) {
  struct Asked {
    std::string tag;
    double weight = 1;
  };
  std::vector<Asked> asked;
  for (const std::string_view range : split(header, ',')) {
    if (asked.size() == most_asked) break;
    Asked one;
    const auto semicolon = range.find(';');
    one.tag = trimmed(range.substr(0, semicolon));
    if (semicolon != std::string_view::npos) {
      const auto q = range.find("q=", semicolon);
      if (q == std::string_view::npos) continue;
      std::from_chars(range.data() + q + 2, range.data() + range.size(), one.weight);
    }
    if (!one.tag.empty() && one.tag != "*" && one.weight > 0) asked.push_back(std::move(one));
  }
  std::ranges::stable_sort(asked, std::greater{}, &Asked::weight);
  std::vector<std::string> out;
  for (Asked& one : asked) out.push_back(std::move(one.tag));
  return out;
}

}  // namespace lifecycled
