#include "insight/segment_plan.hpp"

#include "audience/profile.hpp"
#include "audience/profile_functions.hpp"
#include "audience/segment_syntax.hpp"
#include "store/profile_conditions.hpp"
#include "store/segments.hpp"
#include "store/shop_figures.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t at_once = 1000;

}  // namespace

std::vector<PlannedSegment> plan_segments(Database& database, const Configuration& next, Instant now) {
  std::vector<PlannedSegment> out;
  std::vector<std::string> conditions;
  Segments segments(database);
  for (const SegmentDefinition& definition : next.segments) {
    Problems checked_before;
    const auto sql = definition.is_stage ? std::nullopt : segment_to_sql(definition.where, checked_before);
    const auto row = segments.find(definition.name);
    const bool was_there = row && row->state != SegmentState::Gone && row->state != SegmentState::Emptying;
    // What is stored is the same text after a word on its meaning.
    if (!sql || (was_there && row->definition.ends_with(sql->sql))) continue;
    out.push_back({definition.name, was_there ? "changed" : "new", was_there ? row->size : 0, 0, sql->sql});
    conditions.push_back(sql->sql);
  }
  if (out.empty()) return out;
  ProfileFunctions functions(database, next.settings.shop.currency);
  if (const auto figures = ShopFigures(database).latest()) functions.use_figures(*figures);
  functions.look_at({now, nullptr, std::nullopt});
  ProfileConditions asked(database, conditions, segment_functions());
  CustomerId after = 0;
  const auto count = [&](CustomerId customer, const std::vector<bool>& answers) {
    after = customer;
    for (std::size_t i = 0; i < out.size(); ++i) out[i].would_be += answers.at(i);
    return true;
  };
  while (asked.ask_range(after, at_once, count) == at_once) {
  }
  return out;
}

}  // namespace lifecycled
