// Members of JSON that a provider or an author of messages wrote: absent, or of another type, they are empty.
// Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <boost/json.hpp>

#include "lifecycled/channel.h"

namespace plugin_support {

// Null if there is none.
const boost::json::value* member(const boost::json::value& of, const char* name);
// "" if there is no such text.
std::string text_at(const boost::json::value& of, const char* name);
// 0 if there is no such whole number.
std::int64_t number_at(const boost::json::value& of, const char* name);
// A whole number, written as one or as a text of digits; 0 if it is neither.
std::int64_t whole_number(const boost::json::value& of, const char* name);
// Milliseconds, of a Unix time that was written in seconds as whole_number reads it. 0, which a report takes
// for "now", if there is none or if no clock could show it.
std::int64_t unix_ms_at(const boost::json::value& of, const char* name);
// No elements if there is no such array.
const boost::json::array& array_at(const boost::json::value& of, const char* name);
std::vector<std::string> texts_at(const boost::json::value& of, const char* name);

// What the channel type declares as message_fields, as the message has it. Throws std::invalid_argument.
boost::json::object fields_of(const lc_message& message);

}  // namespace plugin_support
