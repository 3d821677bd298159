// Steps that part customers: a split into paths, by conditions or by chance, and a test of several messages.
// Called by action_reader and ramp_reader; one thread.
#pragma once

#include "config/campaign_definition.hpp"
#include "config/table_reader.hpp"

namespace lifecycled {

std::optional<Share> read_share(const TableReader& table, std::string_view key);
SplitAction read_split(const TableReader& table, Problems& problems);
TestAction read_test(const TableReader& table, Problems& problems);

}  // namespace lifecycled
