// What an identify call says of a customer: names, language, country, time zone, and whatever else the shop
// keeps. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "store/customers.hpp"

namespace lifecycled {

// Segment's reserved traits go to their columns, all others to the customer's properties (null removes one).
// What cannot be right (a time zone that does not exist, a country of five letters) changes nothing, and is
// answered with a sentence each. Addresses are not dealt with here.
std::vector<std::string> apply_traits(const boost::json::object& traits, CustomerRow& customer);

// The same of a word that is older than what is known: it only fills what nobody has said since.
std::vector<std::string> apply_older_traits(const boost::json::object& traits, CustomerRow& customer);

// One property beside those columns. False when nothing changed: it had that value, or there is no room.
bool set_property(CustomerRow& customer, std::string_view name, const boost::json::value& value);
// Whether the name means a column or an address, or part of Segment's own structure.
bool is_reserved_trait(std::string_view name);

}  // namespace lifecycled
