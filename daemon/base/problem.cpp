#include "base/problem.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>

#include <fmt/format.h>

namespace lifecycled {

std::string to_string(const Place& place) {
  if (place.line == 0) return place.file;
  return fmt::format("{}:{}:{}", place.file, place.line, place.column);
}

std::string to_string(const Problem& problem) {
  const char* kind = problem.severity == Problem::Severity::Warning ? "warning: " : "";
  const std::string where = to_string(problem.place);
  return fmt::format("{}{}{}{}{}{}", where, where.empty() ? "" : ": ", kind, problem.text,
                     problem.hint.empty() ? "" : "; ", problem.hint);
}

void Problems::error(Place place, std::string text, std::string hint) {
  items_.push_back({std::move(place), std::move(text), std::move(hint), Problem::Severity::Error});
}

bool Problems::pointless(Place place, std::string text, std::string hint) {
  if (of_ == Of::StoredText) return false;
  error(std::move(place), std::move(text), std::move(hint));
  return true;
}

void Problems::warning(Place place, std::string text, std::string hint) {
  items_.push_back({std::move(place), std::move(text), std::move(hint), Problem::Severity::Warning});
}

void Problems::append(Problems other) { std::ranges::move(other.items_, std::back_inserter(items_)); }

bool Problems::has_errors() const {
  return std::ranges::any_of(items_, [](const Problem& p) { return p.severity == Problem::Severity::Error; });
}

std::vector<Problem> Problems::sorted() const {
  auto out = items_;
  std::ranges::sort(out, {}, [](const Problem& p) { return std::tie(p.place, p.text); });
  const auto same = [](const Problem& a, const Problem& b) { return a.place == b.place && a.text == b.text; };
  const auto rest = std::ranges::unique(out, same);
  out.erase(rest.begin(), rest.end());
  return out;
}

}  // namespace lifecycled
