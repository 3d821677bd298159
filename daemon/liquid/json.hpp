// JSON to values. For whoever has data as JSON.
#pragma once

#include <boost/json/fwd.hpp>

#include "liquid/value.hpp"

namespace lifecycled::liquid {

// Integers stay exact; those beyond int64 become strings of their digits, which print and count right.
Value from_json(const boost::json::value& json);

}  // namespace lifecycled::liquid
