// The members of a segment by its name; a stage of buying is a segment of its name ("active-one-time"). On
// the thread that owns the connection.
#pragma once

#include <string>
#include <vector>

#include "store/customers.hpp"

namespace lifecycled {

// In order of their numbers after `after`, at most `limit`; none for a name that nobody knows.
std::vector<CustomerId> members_of(Database& database, const std::string& segment, CustomerId after,
                                   std::size_t limit);
bool is_segment(Database& database, const std::string& name);
// A new segment whose members are still being found.
bool is_filling(Database& database, const std::string& name);

}  // namespace lifecycled
