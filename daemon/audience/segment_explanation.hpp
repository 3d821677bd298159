// Why a customer is in a segment or not: each comparison of its condition with its answer and the values that
// it looked at. On the thread that owns the connection; nobody's hot path.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "audience/profile_functions.hpp"
#include "config/segment_definition.hpp"

namespace lifecycled {

struct ExplainedPart {
  std::string text;
  std::optional<bool> answer;  // nothing: unknown
  std::vector<std::pair<std::string, std::optional<std::string>>> values;
};

struct SegmentExplanation {
  std::optional<bool> answer;
  std::vector<ExplainedPart> parts;
};

SegmentExplanation explain_segment(Database& database, ProfileFunctions& functions,
                                   const SegmentDefinition& segment, CustomerId customer, Instant now);

}  // namespace lifecycled
