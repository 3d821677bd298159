#include "audience/segment_explanation.hpp"

#include <algorithm>

#include "audience/condition.hpp"
#include "audience/profile.hpp"
#include "audience/segment_syntax.hpp"
#include "base/text.hpp"
#include "store/profile_condition.hpp"

namespace lifecycled {
namespace {

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// The columns named in a text; what stands in quotes is no name.
std::vector<std::string> columns_in(const std::string& text) {
  std::vector<std::string> out;
  bool quoted = false;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '\'') quoted = !quoted;
    std::size_t end = at;
    while (!quoted && end < text.size() && is_word(text[end])) ++end;
    const std::string name = lower_ascii(text.substr(at, end - at));
    if (find_profile_column(name) && std::ranges::find(out, name) == out.end()) out.push_back(name);
    at = std::max(end, at + 1);
  }
  return out;
}

}  // namespace

SegmentExplanation explain_segment(Database& database, ProfileFunctions& functions,
                                   const SegmentDefinition& segment, CustomerId customer, Instant now) {
  const Situation situation{now, nullptr, std::nullopt};
  functions.look_at(situation);
  std::map<std::string, std::optional<std::string>> profile;
  for (ProfileValue& value : read_profile(database, customer)) profile[value.column] = std::move(value.value);

  const auto ask = [&](const ConditionText& text) -> std::optional<bool> {
    Problems problems;
    Condition condition = compile_condition(database, text, {}, problems);
    if (problems.has_errors()) return std::nullopt;
    return condition.ask(customer, functions, situation);
  };
  SegmentExplanation out;
  out.answer = ask(segment.where);
  for (const ConditionText& leaf : leaves_of(segment.where)) {
    ExplainedPart part{leaf.text, ask(leaf), {}};
    for (const std::string& column : columns_in(leaf.text)) {
      auto value = profile[column];
      // Moments are milliseconds in the profile, and a date to people.
      if (value && (column.ends_with("_at") || column.ends_with("_since")))
        value = format_instant(from_ms(std::stoll(*value)));
      part.values.emplace_back(column, std::move(value));
    }
    out.parts.push_back(std::move(part));
  }
  return out;
}

}  // namespace lifecycled
