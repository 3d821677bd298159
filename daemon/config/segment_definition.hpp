// A segment as segments.toml has it. audience/ checks its condition and keeps its members. Plain values, any
// thread.
#pragma once

#include <string>
#include <vector>

#include "config/condition_text.hpp"

namespace lifecycled {

struct SegmentDefinition {
  std::string name;   // what campaigns call it
  std::string title;  // for people; the name where none is given
  ConditionText where;
  bool is_stage = false;  // one of the five that every shop has
  Place place;
};

// The stages of buying as segments: "active-one-time" and so on.
std::vector<SegmentDefinition> stage_segments();

}  // namespace lifecycled
