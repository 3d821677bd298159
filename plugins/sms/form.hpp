// Forms and queries, application/x-www-form-urlencoded: written, and read whole. Pure.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace sms {

using Fields = std::vector<std::pair<std::string, std::string>>;

// Decoded, in the order in which they came.
Fields read_form(const std::string& form);
// "a=1&b=two%20words"
std::string form_of(const Fields& fields);
// All but letters, digits and -._~ as %XX.
std::string percent_encoded(const std::string& text);
// The first field of that name, or "".
std::string value_of(const Fields& fields, const std::string& name);

}  // namespace sms
