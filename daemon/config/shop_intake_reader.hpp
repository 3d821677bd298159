// Reads the [intake.NAME] tables of lifecycled.toml. One thread.
#pragma once

#include <vector>

#include "base/problem.hpp"
#include "config/shop_intake.hpp"
#include "config/toml_tree.hpp"

namespace lifecycled {

// A shop's table, and no key of [intake] itself.
bool is_shop_table(const TomlEntry& entry);

// Of the whole lifecycled.toml, in the order of the file. `settings` have been read by then.
std::vector<ShopIntake> read_shop_intakes(const TomlTable& root, const Settings& settings,
                                          Problems& problems);

}  // namespace lifecycled
