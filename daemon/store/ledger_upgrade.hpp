// What a database from before the ledger was chained needs once: its consents sealed, and what channels told
// of addresses hashed. Before anything is decided or sent; on the thread that owns the connection.
#pragma once

#include <string>
#include <vector>

#include "store/database.hpp"

namespace lifecycled {

// In transactions of its own. The ledger's key has been said. Tells what was sealed as it was found: after an
// upgrade, and never else.
std::vector<std::string> bring_ledger_up_to_date(Database& database);

}  // namespace lifecycled
