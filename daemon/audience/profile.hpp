// The documented view customer_profile as campaign writers see it: its columns, and the functions a condition
// may call. One list serves the check, the "did you mean", and the documentation. Constant; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lifecycled {

enum class ColumnKind { Number, Text, Moment, Answer };

struct ProfileColumn {
  std::string_view name;
  ColumnKind kind;
  bool can_be_absent;
  std::string_view help;
};
std::span<const ProfileColumn> profile_columns();
const ProfileColumn* find_profile_column(std::string_view name);

struct ConditionFunction {
  std::string_view name;
  int fewest_arguments;
  int most_arguments;
  std::string_view help;
};
std::span<const ConditionFunction> condition_functions();
const ConditionFunction* find_condition_function(std::string_view name);

// What SQLite may call for a segment's condition as segment_syntax writes it.
std::vector<std::string> segment_functions();

// All names a condition may use, for suggestions.
std::vector<std::string> condition_names();

}  // namespace lifecycled
