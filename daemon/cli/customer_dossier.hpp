// All that is known of one customer, to be handed to them: JSON for programs, one page of HTML for people.
// Reads the database, writes nothing. On the thread that owns the connection.
#pragma once

#include <string>

#include <boost/json/object.hpp>

#include "config/settings.hpp"
#include "store/customers.hpp"

namespace lifecycled {

// {"exported_at", "shop", "sections": {name: [{column: value}]}}; a section without rows is there, empty.
boost::json::object customer_dossier(Database& database, CustomerId customer, const ShopSettings& shop,
                                     Instant now);
// A page that stands alone: no script, nothing that it fetches, and what was sent is shown as text.
std::string dossier_html(const boost::json::object& dossier);

}  // namespace lifecycled
