// Reads the parts of an [[intake.NAME.event]] table: places, tests and the values to set. For
// intake_mapping_reader; one thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/intake_mapping.hpp"
#include "config/table_reader.hpp"

namespace lifecycled {

// One pointer or a list of them.
JsonPlaces read_json_places(const TableReader& table, std::string_view key, std::string_view must_be,
                            Problems& problems);
// Of "when" and "unless".
std::vector<MappingTest> read_mapping_tests(const TableReader& table, Problems& problems);
std::vector<MappedValue> read_mapped_values(const TomlTable& from, const std::string& title,
                                            Problems& problems);

}  // namespace lifecycled
