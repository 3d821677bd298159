// What a condition compares can be compared, and may come true: a number with a number, a column of few
// values with one of these. SQL would answer the rest with a silent no for ever. Called by condition_syntax;
// pure; any thread.
#pragma once

#include "audience/condition_syntax.hpp"

namespace lifecycled {

// The first mistake among the comparisons of a condition that is well-formed, with its place; false if there
// is one. A stored text keeps its meaning: it is never.
bool check_compared_values(const std::vector<ConditionPart>& parts, const ConditionText& condition,
                           Problems& problems);

}  // namespace lifecycled
