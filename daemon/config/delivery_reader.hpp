// [delivery] of lifecycled.toml into DeliverySettings. Called by settings_reader and channel_reader; one
// thread.
#pragma once

#include "base/problem.hpp"
#include "config/settings.hpp"
#include "config/table_reader.hpp"

namespace lifecycled {

DeliverySettings read_delivery(const TomlTable& table, Problems& problems);

// What channels may say for themselves, too.
std::optional<WhenInDoubt> read_when_in_doubt(const TableReader& table, std::string_view key);
std::optional<QuietHours> read_quiet_hours(const TableReader& table, std::string_view key);
std::optional<MessageCap> read_cap(const TableReader& table, std::string_view key);

}  // namespace lifecycled
