#include "audience/segment_program.hpp"

#include <stdexcept>

#include "audience/profile.hpp"
#include "audience/segment_syntax.hpp"
#include "store/profile_conditions.hpp"

namespace lifecycled {

void check_segment(Database& database, const SegmentDefinition& segment, Problems& problems) {
  if (segment.where.is_always()) return;
  const auto sql = segment_to_sql(segment.where, problems);
  if (!sql) return;
  try {
    const ProfileConditions tried(database, {sql->sql}, segment_functions());
  } catch (const std::invalid_argument& error) {
    problems.error(segment.where.place, std::string("the condition is not understood: ") + error.what());
  }
}

}  // namespace lifecycled
