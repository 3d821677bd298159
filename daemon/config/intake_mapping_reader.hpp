// Reads what an [intake.NAME] of type "generic" says of its JSON. For shop_intake_reader; one thread.
#pragma once

#include "base/problem.hpp"
#include "config/shop_intake.hpp"
#include "config/table_reader.hpp"

namespace lifecycled {

// The mapping's own keys of the table, into `shop`. Whether its events and properties exist, mapping_check of
// intake/ says.
void read_intake_mapping(const TableReader& table, ShopIntake& shop, Problems& problems);

}  // namespace lifecycled
