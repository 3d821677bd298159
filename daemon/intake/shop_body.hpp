// A webhook's body as JSON, or why it is none. For the readers of the platforms.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

namespace lifecycled {

// `mistake` is then a sentence.
std::optional<boost::json::value> shop_json(std::string_view text, std::string& mistake);
// The same, of an object.
std::optional<boost::json::value> shop_body(std::string_view text, std::string& mistake);

}  // namespace lifecycled
