// Reads the [intake.NAME] tables of lifecycled.toml. One thread.
#pragma once

#include <filesystem>
#include <vector>

#include "base/problem.hpp"
#include "config/shop_intake.hpp"
#include "config/toml_tree.hpp"

namespace lifecycled {

// A shop's table, and no key of [intake] itself.
bool is_shop_table(const TomlEntry& entry);

// In the order of the file. `settings` have been read by then.
std::vector<ShopIntake> read_shop_intakes(const TomlTable& intake, const Settings& settings,
                                          Problems& problems);
// The same from the file, which load_configuration has read before: only who runs the shops' intakes wants to
// know of them. Mistakes of TOML itself have been told by then.
std::vector<ShopIntake> load_shop_intakes(const std::filesystem::path& lifecycled_toml,
                                          const Settings& settings, Problems& problems);

}  // namespace lifecycled
