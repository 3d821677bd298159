#include "audience/condition.hpp"

#include <stdexcept>

#include "audience/profile.hpp"
#include "base/text.hpp"
#include "store/segments.hpp"

namespace lifecycled {
namespace {

// in_segment('vpi') would be a silent no for ever.
bool check_segment_names(Database& database, const ConditionText& text, const std::string& sql,
                         Problems& problems) {
  constexpr std::string_view call = "in_segment(customer_id, '";
  for (std::size_t at = sql.find(call); at != std::string::npos; at = sql.find(call, at + 1)) {
    const std::size_t begin = at + call.size();
    const std::string name = sql.substr(begin, sql.find('\'', begin) - begin);
    const auto known = Segments(database).find(name);
    // One that has left the files is known still: an earlier version of a campaign may go on asking for it.
    if (known) continue;
    std::vector<std::string> names;
    for (const SegmentRow& segment : Segments(database).all()) names.push_back(segment.name);
    const std::string near = did_you_mean(name, names);
    Place place = text.place;
    if (const auto in_text = text.text.find("'" + name + "'");
        place.line != 0 && in_text != std::string::npos)
      place.column += static_cast<unsigned>(in_text);
    problems.error(std::move(place), "there is no segment \"" + name + "\"",
                   near.empty() ? "describe it in segments.toml" : near);
    return false;
  }
  return true;
}

}  // namespace

bool Condition::holds(CustomerId customer, ProfileFunctions& functions, const Situation& situation) {
  return !prepared_ || ask(customer, functions, situation).value_or(false);
}

std::optional<bool> Condition::ask(CustomerId customer, ProfileFunctions& functions,
                                   const Situation& situation) {
  if (!prepared_) return true;
  functions.look_at(situation);
  return prepared_->ask(customer);
}

Condition compile_condition(Database& database, const ConditionText& text, const EventsAtHand& events,
                            Problems& problems, const EventsAtHand& heard) {
  if (text.is_always()) return {};
  const auto sql = condition_to_sql(text, events, problems, heard);
  if (!sql) return {};
  if (!check_segment_names(database, text, *sql, problems)) return {};
  std::vector<std::string> allowed;
  for (const auto& function : condition_functions()) allowed.emplace_back(function.name);
  allowed.emplace_back("like");
  try {
    return Condition{ProfileCondition(database, *sql, allowed), text.text};
  } catch (const std::invalid_argument& error) {
    problems.error(text.place, std::string("the condition is not understood: ") + error.what());
    return {};
  }
}

}  // namespace lifecycled
