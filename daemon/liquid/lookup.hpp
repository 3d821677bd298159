// Members of values: what .key and [index] find. Returns null for what is not there, a reference into the
// whole where that is possible, or a new value in `scratch` (which may hold the whole). For the evaluator and
// for filters that take the name of a property.
#pragma once

#include <string_view>

#include "liquid/program.hpp"
#include "liquid/value.hpp"

namespace lifecycled::liquid {

const Value* member_of(const Value& whole, std::string_view key, Segment::Special special, Value& scratch);
const Value* item_of(const Value& whole, std::int64_t index, Value& scratch);

}  // namespace lifecycled::liquid
