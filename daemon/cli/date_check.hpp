// What only the shop's database can tell of a configuration: a campaign's date that no customer has. For
// `check`, on a connection that only reads.
#pragma once

#include "base/problem.hpp"
#include "config/load.hpp"
#include "store/database.hpp"

namespace lifecycled {

// A full pass over the customers for each such campaign. A shop without customers is told nothing.
void check_dates(Database& database, const Configuration& configuration, Problems& problems);

}  // namespace lifecycled
