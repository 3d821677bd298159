#include "audience/segment_syntax.hpp"

#include <doctest/doctest.h>

using namespace lifecycled;

namespace {

SegmentSql read(const std::string& text) {
  Problems problems;
  const auto out = segment_to_sql({text, {"segments.toml", 3, 10}}, problems);
  for (const Problem& problem : problems.sorted()) CAPTURE(to_string(problem));
  REQUIRE(out);
  return *out;
}
std::string sql(const std::string& text) { return read(text).sql; }

std::string mistake(const std::string& text) {
  Problems problems;
  CHECK_FALSE(segment_to_sql({text, {"segments.toml", 3, 10}}, problems));
  REQUIRE_FALSE(problems.sorted().empty());
  return to_string(problems.sorted().front());
}

std::string leaves(const std::string& text) {
  std::string out;
  for (const ConditionText& leaf : leaves_of({text, {}})) out += "[" + leaf.text + "]";
  return out;
}

}  // namespace

TEST_CASE("comparisons with time are written so that they tell when they change") {
  CHECK(sql("days_since(last_order_at) > 60") == "time_is(last_order_at, '>', 60)");
  CHECK(sql("60 < days_since(last_order_at)") == "time_is(last_order_at, '>', 60)");
  CHECK(sql("days_since_order >= 1.5 * gap_days and orders = 1") ==
        "time_is(last_order_at, '>=', 1.5 * gap_days) and orders = 1");
  CHECK(sql("orders > 1 and (7 * 2) <= days_since(min(first_order_at, known_since))") ==
        "orders > 1 and time_is(min ( first_order_at , known_since ), '>=', ( 7 * 2 ))");
  CHECK(sql("days_until(last_order_at) < 3") == "time_is(last_order_at, '>', -(3))");
  CHECK(sql("not days_since(known_since) between 3 and 5 or orders = 0") ==
        "not (time_is(known_since, '>=', 3) and time_is(known_since, '<=', 5)) or orders = 0");
  CHECK(sql("days_since(known_since) not between 3 and 5") ==
        "not (time_is(known_since, '>=', 3) and time_is(known_since, '<=', 5))");
  CHECK(sql("days_since(last_order_at) is null") == "days_since ( last_order_at ) is null");
  CHECK(sql("case when days_since(known_since) < 3 then 1 else 0 end") ==
        "case when time_is(known_since, '<', 3) then 1 else 0 end");
}

TEST_CASE("what could change unnoticed is refused with its place") {
  const std::string plain =
      "in a segment days_since() stands alone on one side of <, <=, > or >=, or before between; so it is "
      "known when "
      "it changes; write days_since(last_order_at) > 60";
  CHECK(mistake("days_since(last_order_at) = 3") == "segments.toml:3:10: " + plain);
  CHECK(mistake("orders > 1 and 2 * days_since(last_order_at) > 3").starts_with("segments.toml:3:29"));
  CHECK(mistake("days_since(last_order_at) / 7 > 3").starts_with("segments.toml:3:10"));
  CHECK(mistake("round(days_since(last_order_at)) > 3").starts_with("segments.toml:3:16"));
  CHECK(mistake("days_since(last_order_at) > days_since(first_order_at)").starts_with("segments.toml:3:10"));
  CHECK(mistake("orders = 1 and reacted").starts_with("segments.toml:3:25"));
  CHECK(mistake("in_segment('vip')").find("for campaigns") != std::string::npos);
  CHECK(mistake("event_count('Order Completed', '7d') > 1").find("for campaigns") != std::string::npos);
  CHECK(mistake("event_text('a') = 'b'").find("no event at hand") != std::string::npos);
  CHECK(mistake("older_than(known_since, 'soon')").starts_with("segments.toml:3:34"));
  CHECK(mistake("spent_score > order_value_score").starts_with("segments.toml:3:10"));
  CHECK(mistake("1 + 2 < spent_score").starts_with("segments.toml:3:18"));
}

TEST_CASE("what else a segment rests upon is known") {
  const SegmentSql vip =
      read("spent_score >= 2 and -1.5 < order_value_score and spent_score between 1 and 3");
  REQUIRE(vip.scores.size() == 4);
  CHECK(vip.scores[0].score == 2);
  CHECK(vip.scores[1].score == -1.5);
  CHECK(vip.scores[1].is_order_value);
  CHECK(vip.scores[3].score == 3);
  CHECK_FALSE(vip.on_reactions);
  const SegmentSql rfm = read("rfm = '5-5-5'");
  CHECK(rfm.on_recency);
  CHECK(rfm.on_frequency);
  CHECK(rfm.on_monetary);
  CHECK_FALSE(rfm.on_shop_gap);
  CHECK(read("days_since_order > gap_days").on_shop_gap);
  CHECK(read("warmth = 'cold'").on_reactions);
  CHECK(read("days_since(last_reaction_at) > 30").on_reactions);
}

TEST_CASE("a condition is taken apart into its comparisons") {
  CHECK(leaves("orders >= 2 and (country = 'NL' or not language is null)") ==
        "[orders >= 2][country = 'NL'][not language is null]");
  CHECK(leaves("orders >= 1 and not older_than(last_order_at, '20s') and not (orders > 3 or spent > 2)") ==
        "[orders >= 1][not older_than(last_order_at, '20s')][not (orders > 3 or spent > 2)]");
  CHECK(leaves("orders between 2 and 5 and iif(orders > 1 and spent > 2, 1, 0)") ==
        "[orders between 2 and 5][iif(orders > 1 and spent > 2, 1, 0)]");
  CHECK(leaves("case when orders > 1 or spent > 2 then 1 end = 1 or spent > 5") ==
        "[case when orders > 1 or spent > 2 then 1 end = 1][spent > 5]");
  CHECK(leaves("country in ('NL', 'BE') and property_number('size') > 3") ==
        "[country in ('NL', 'BE')][property_number('size') > 3]");
}
