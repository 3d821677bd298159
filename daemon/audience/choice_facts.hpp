// What a customer chose besides yes and no: topics, how often, a break, the language; from the event
// "Preferences Changed", which the preference centre and the shop's own account page send. Inside the
// reactor's transaction, on the writer thread.
#pragma once

#include <string_view>

#include <boost/json/value.hpp>

#include "store/customers.hpp"

namespace lifecycled {

// Returns why what was said cannot be meant, "" where it can. What stands before the mistake has been noted.
std::string_view apply_choices(Database& database, CustomerId customer, const boost::json::value& body,
                               Instant at);

}  // namespace lifecycled
