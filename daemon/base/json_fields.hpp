// Reading JSON that strangers wrote: typed look-ups that answer "absent" instead of throwing. Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

namespace lifecycled {

// Parses with bounded depth; nullopt with a sentence in `mistake` when the text is not one JSON value in
// UTF-8.
std::optional<boost::json::value> parse_json(std::string_view text, std::string& mistake);

// The member of an object, or null if `object` is no object or lacks it.
const boost::json::value* member(const boost::json::value& object, std::string_view key);
const boost::json::value* member(const boost::json::object& object, std::string_view key);
// What is found lives in the object: a temporary would be gone.
const boost::json::value* member(boost::json::value&& object, std::string_view key) = delete;
const boost::json::value* member(boost::json::object&& object, std::string_view key) = delete;
// Follows "address.country" into nested objects.
const boost::json::value* member_at(const boost::json::value& object, std::string_view dotted_path);
const boost::json::value* member_at(const boost::json::object& object, std::string_view dotted_path);

// Text as it is; numbers and booleans in their plain form; absent for null, arrays and objects.
std::optional<std::string> text_of(const boost::json::value* value);
// A number, or text that is one entirely.
std::optional<double> number_of(const boost::json::value* value);
std::optional<std::string> text_at(const boost::json::value& object, std::string_view dotted_path);
std::optional<double> number_at(const boost::json::value& object, std::string_view dotted_path);
std::optional<std::string> text_at(const boost::json::object& object, std::string_view dotted_path);
std::optional<double> number_at(const boost::json::object& object, std::string_view dotted_path);
// An amount in main units to minor units, exact for text and for the decimals a double shows.
std::optional<std::int64_t> amount_at(const boost::json::value& object, std::string_view dotted_path,
                                      std::string_view currency);

}  // namespace lifecycled
