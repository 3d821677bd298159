// [delivery] of lifecycled.toml into DeliverySettings. Called by settings_reader alone; one thread.
#pragma once

#include "base/problem.hpp"
#include "config/settings.hpp"
#include "config/table_reader.hpp"

namespace lifecycled {

DeliverySettings read_delivery(const TomlTable& table, Problems& problems);

std::optional<WhenInDoubt> read_when_in_doubt(const TableReader& table, std::string_view key);

}  // namespace lifecycled
