#include "audience/condition.hpp"

#include <stdexcept>

#include "audience/profile.hpp"

namespace lifecycled {

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
