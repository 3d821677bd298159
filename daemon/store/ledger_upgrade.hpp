// What a database from before the ledger was chained needs once: its consents sealed, and what channels told
// of addresses hashed. Before anything is decided or sent; on the thread that owns the connection.
#pragma once

#include "store/database.hpp"

namespace lifecycled {

// In transactions of its own. The ledger's key has been said.
void bring_ledger_up_to_date(Database& database);

}  // namespace lifecycled
