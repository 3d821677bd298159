// The members of a segment by its name; a stage of buying is a segment of its name ("active-one-time"). On
// the thread that owns the connection.
#pragma once

#include <string>
#include <vector>

#include "base/problem.hpp"
#include "config/campaign_definition.hpp"
#include "store/customers.hpp"

namespace lifecycled {

// In order of their numbers after `after`, at most `limit`; none for a name that nobody knows.
std::vector<CustomerId> members_of(Database& database, const std::string& segment, CustomerId after,
                                   std::size_t limit);
// The stage that a segment's name means, if it is one.
std::optional<Stage> stage_of_segment(std::string_view segment);
bool is_segment(Database& database, const std::string& name);
// A new segment whose members are still being found.
bool is_filling(Database& database, const std::string& name);

// Segments that a trigger names and nobody knows go to `problems` with their places.
void check_segment_names(Database& database, const CampaignTrigger& trigger, Problems& problems);

}  // namespace lifecycled
