// Equality, order and containment of values, charged to a budget because a template decides how much is
// compared. For conditions and for filters.
#pragma once

#include <compare>

#include "liquid/budget.hpp"
#include "liquid/value.hpp"

namespace lifecycled::liquid {

bool is_equal(const Value& a, const Value& b, Budget& budget);
// `blank`: nil, false, "", white space, [] and {}. `empty`: "", [] and {}.
bool is_blank(const Value& value, Budget& budget);
bool is_empty(const Value& value);
// <0, 0, >0 for numbers among each other and strings among each other; an Error for numbers with strings,
// nothing for the rest, which is neither less nor greater than anything.
bool has_order(const Value& a, const Value& b);
std::partial_ordering order(const Value& a, const Value& b, Budget& budget);
// A string has a part, an array an item, an object a key.
bool contains(const Value& whole, const Value& part, Budget& budget);

}  // namespace lifecycled::liquid
