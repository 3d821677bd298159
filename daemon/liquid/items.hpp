// Any value as the list that array filters work on, and the property of an item. For the filters of this
// folder.
#pragma once

#include <optional>

#include "liquid/budget.hpp"
#include "liquid/value.hpp"

namespace lifecycled::liquid {

// A flat list: nested ones are laid out, a range becomes its numbers, nil no item, and everything else one
// item.
Array flat_items(const Value& value, Budget& budget);

// item[property], as Ruby answers it: nil for a missing key; of a string the part that is searched for;
// nothing when the item cannot be asked at all (nil, true, false, decimals), an Error when it can't be asked
// this (integers).
std::optional<Value> property_of(const Value& item, const Value& property, Budget& budget);

}  // namespace lifecycled::liquid
