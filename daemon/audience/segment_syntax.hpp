// A segment's condition as SQL whose answer is known to change only by an event, by time at moments that it
// tells itself, or with the shop's figures. What could change unnoticed is refused with its place. Pure; any
// thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/problem.hpp"
#include "config/condition_text.hpp"

namespace lifecycled {

// spent_score or order_value_score is compared with this number.
struct ScoreBorder {
  bool is_order_value = false;
  double score = 0;
};

struct SegmentSql {
  std::string sql;
  // What else it rests upon.
  bool on_shop_gap = false, on_recency = false, on_frequency = false, on_monetary = false;
  bool on_reactions = false;  // changed by the commonest events
  std::vector<ScoreBorder> scores;
};

std::optional<SegmentSql> segment_to_sql(const ConditionText& condition, Problems& problems);

// "orders >= 2", "country = 'NL'": the comparisons of which a condition is made, each as it stands in the
// text.
std::vector<ConditionText> leaves_of(const ConditionText& condition);

}  // namespace lifecycled
