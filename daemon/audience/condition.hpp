// Conditions, ready to be asked. A campaign's conditions are compiled once for the connection that asks them;
// same thread.
#pragma once

#include <optional>
#include <string>

#include "audience/condition_syntax.hpp"
#include "audience/profile_functions.hpp"
#include "base/problem.hpp"
#include "config/condition_text.hpp"
#include "store/profile_condition.hpp"

namespace lifecycled {

class Condition {
 public:
  // Always true.
  Condition() = default;
  explicit Condition(ProfileCondition prepared, std::string text)
      : prepared_(std::move(prepared)), text_(std::move(text)) {}

  // Unknown counts as no.
  bool holds(CustomerId customer, ProfileFunctions& functions, const Situation& situation);
  // As `holds`, and tells unknown from no: for explain.
  std::optional<bool> ask(CustomerId customer, ProfileFunctions& functions, const Situation& situation);
  bool is_always() const { return !prepared_; }
  const std::string& text() const { return text_; }

 private:
  std::optional<ProfileCondition> prepared_;
  std::string text_;
};

// Every mistake goes to `problems`; with one, the result is a condition that always holds and must not be
// used.
// `heard`: what an earlier wait may have heard.
Condition compile_condition(Database& database, const ConditionText& text, const EventsAtHand& events,
                            Problems& problems, const EventsAtHand& heard = {});

}  // namespace lifecycled
