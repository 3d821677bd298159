#include "journey/segment_members.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "store/segments.hpp"

namespace lifecycled {
namespace {

// "active one-time" -> "active-one-time"
std::string segment_name(Stage stage) {
  std::string name(to_text(stage));
  std::ranges::replace(name, ' ', '-');
  return name;
}

}  // namespace

std::optional<Stage> stage_of_segment(std::string_view segment) {
  const auto found = std::ranges::find(all_stages, segment, segment_name);
  if (found == all_stages.end()) return std::nullopt;
  return *found;
}

void check_segment_names(Database& database, const CampaignTrigger& trigger, Problems& problems) {
  std::vector<PlacedName> named;
  for (const auto& segment : {trigger.segment_entered, trigger.segment_left}) {
    if (segment) named.push_back(*segment);
  }
  if (trigger.schedule) named.push_back(trigger.schedule->segment);
  for (const PlacedName& segment : named) {
    if (is_segment(database, segment.name)) continue;
    std::vector<std::string> known;
    for (const Stage stage : all_stages) known.push_back(segment_name(stage));
    for (const SegmentRow& row : Segments(database).all()) known.push_back(row.name);
    const std::string near = did_you_mean(segment.name, known);
    problems.error(segment.place, fmt::format("unknown segment \"{}\"", segment.name),
                   near.empty() ? "describe it in segments.toml" : near);
  }
}

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
