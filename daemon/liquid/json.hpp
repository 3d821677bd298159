// JSON to values. For whoever has data as JSON.
#pragma once

#include <cstddef>
#include <string_view>

#include <boost/json/fwd.hpp>
#include <boost/system/error_code.hpp>

#include "liquid/value.hpp"

namespace lifecycled::liquid {

// Integers stay exact as far as boost::json keeps them: to 2^64.
Value from_json(const boost::json::value& json);

// Straight from the text, with integers exact to 128 bits. `read` is where the value ends, or where the
// mistake is; what follows the value but blanks is a mistake.
Value parse_json(std::string_view text, boost::system::error_code& error, std::size_t& read);

}  // namespace lifecycled::liquid
