#include "journey/segment_members.hpp"

#include <algorithm>

#include "store/segments.hpp"

namespace lifecycled {
namespace {

// The stages are segments without being written in a file.
std::optional<Stage> stage_of_segment(std::string_view segment) {
  const auto found = std::ranges::find_if(all_stages, [&](Stage stage) {
    std::string name(to_text(stage));
    std::ranges::replace(name, ' ', '-');
    return name == segment;
  });
  if (found == all_stages.end()) return std::nullopt;
  return *found;
}

}  // namespace

bool is_segment(Database& database, const std::string& name) {
  return stage_of_segment(name) || Segments(database).find(name);
}

bool is_filling(Database& database, const std::string& name) {
  const auto row = Segments(database).find(name);
  return row && row->state == SegmentState::Filling;
}

std::vector<CustomerId> members_of(Database& database, const std::string& segment, CustomerId after,
                                   std::size_t limit) {
  if (const auto stage = stage_of_segment(segment)) return Customers(database).in_stage(*stage, after, limit);
  Segments segments(database);
  const auto row = segments.find(segment);
  return row ? segments.members(row->id, after, limit) : std::vector<CustomerId>{};
}

}  // namespace lifecycled
