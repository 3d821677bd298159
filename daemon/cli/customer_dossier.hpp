// All that is known of one customer, to be handed to them, as JSON for programs; dossier_page makes the page
// for people of it. Reads the database, writes nothing. On the thread that owns the connection.
#pragma once

#include <boost/json/object.hpp>

#include "config/settings.hpp"
#include "store/customers.hpp"

namespace lifecycled {

// {"exported_at", "shop", "sections": {name: [{column: value}]}}; a section without rows is there, empty.
boost::json::object customer_dossier(Database& database, CustomerId customer, const ShopSettings& shop,
                                     Instant now);

}  // namespace lifecycled
