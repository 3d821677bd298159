// What a webhook of a shop says that is not known yet, ready for the log. Runs on the thread that owns the
// connection.
#pragma once

#include <vector>

#include "intake/shop_reading.hpp"
#include "store/database.hpp"

namespace lifecycled {

// May set `reading` aside: what is about an order of which nothing is known.
std::vector<NewEvent> shop_news(Database& database, ShopReading& reading, Instant now);

}  // namespace lifecycled
