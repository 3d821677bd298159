// What an identify call says of a customer: names, language, country, time zone, and whatever else the shop
// keeps. Pure; any thread.
#pragma once

#include <boost/json/object.hpp>

#include "store/customers.hpp"

namespace lifecycled {

// Segment's reserved traits go to their columns, all others to the customer's properties (null removes one).
// What cannot be right (a time zone that does not exist, a country of five letters) changes nothing.
// Addresses are not dealt with here.
void apply_traits(const boost::json::object& traits, CustomerRow& customer);

}  // namespace lifecycled
