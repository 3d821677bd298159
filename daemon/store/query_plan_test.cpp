// Cost follows what is due, not what is stored: no statement of this folder reads a whole table, but for
// those named here with their reason. Three things are checked, so that nobody has to remember this file:
// every statement in the sources was prepared by QueryPlanExercise, none scans, and each exception still
// exists.
#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <string>

#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>

#include "base/file.hpp"
#include "store/query_plan_exercise.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;

namespace {

const std::map<std::string, std::string> may_scan = {
    {"SELECT count(*) FROM customers WHERE processing < 3", "a report; the smallest index is counted"},
    {"SELECT count(*) FROM customers WHERE known_since <= ?1 AND processing < 3",
     "a report's full pass over the customers"},
    {"SELECT stage, count(*) FROM customers WHERE processing < 3 GROUP BY stage", "a report"},
    {"SELECT count(*) FROM journeys WHERE ended_at IS NULL", "a report; over the running ones alone"},
    {"SELECT id, name, current_version_id, live_since, fill_after FROM campaigns ORDER BY id",
     "a row for each campaign that ever was: some dozens"},
    {"SELECT count(*) FROM customers WHERE last_order_at IS NOT NULL", "a report's full pass"},
    {"SELECT count(*) FROM customers WHERE json_extract(properties, ?1) IS NOT NULL", "a report's full pass"},
    {"SELECT json_extract(body, '$.previous'), json_extract(body, '$.stage'), count(*) FROM events "
     "WHERE id >= coalesce((SELECT first_event_id FROM event_days WHERE day >= ?1 ORDER BY day LIMIT 1), 0) "
     "AND name = 'Stage Entered' AND occurred_at >= ?2 GROUP BY 1, 2",
     "a report over a month of the log; its groups are pairs of stages"},
    {"SELECT j.version_id, iif(s.step IS NULL, j.version_id, coalesce((SELECT v.version_id FROM "
     "journey_versions v WHERE v.journey_id = j.id AND v.steps > 0 ORDER BY v.steps LIMIT 1), "
     "j.version_id)), coalesce(s.step, j.step), count(*) FROM journeys j LEFT JOIN journey_steps s ON "
     "s.journey_id = j.id AND s.number = 0 WHERE j.campaign_id = ?1 AND j.forgotten = 0 GROUP BY 1, 2, 3",
     "a report over a campaign's journeys; its groups are versions and steps"},
    {"SELECT j.version_id, coalesce((SELECT v.version_id FROM journey_versions v WHERE v.journey_id = j.id "
     "AND v.steps > a.number ORDER BY v.steps LIMIT 1), j.version_id), coalesce((SELECT v.version_id FROM "
     "journey_versions v WHERE v.journey_id = j.id AND v.steps > a.number + 1 ORDER BY v.steps LIMIT 1), "
     "j.version_id), a.step, coalesce(b.step, iif(j.end_reason = 6, -1, j.step)), a.result, count(*), "
     "a.waited, iif(a.waited = '' AND (a.result <> 1 OR a.detail = ''), coalesce(e.name, ''), NULL) FROM "
     "journeys j JOIN journey_steps a ON a.journey_id = j.id LEFT JOIN journey_steps b ON b.journey_id = "
     "a.journey_id AND b.number = a.number + 1 LEFT JOIN events e ON e.id = j.heard_event_id WHERE "
     "j.campaign_id = ?1 GROUP BY 1, 2, 3, 4, 5, 6, 8, 9",
     "a report over a campaign's journeys; its groups are versions and steps"},
    {"SELECT count(*) FROM (SELECT 1 FROM limit_line WHERE campaign_id = ?1 AND "
     "(below, asked_at, journey_id) < (?2, ?3, ?4) LIMIT ?5)",
     "a report; scans no more than its bound"},
    {"SELECT campaign_id, version_id, after_journey, moved FROM campaign_moves ORDER BY campaign_id LIMIT 1",
     "the first row, in the table's own order"},
    {"SELECT count(*) FROM quarantine", "a report"},
    {"SELECT s.name, m.since, c.look_at FROM segments s CROSS JOIN segment_members m LEFT JOIN "
     "customer_segments c ON c.customer_id = m.customer_id WHERE m.segment_id = s.id AND m.customer_id = "
     "?1",
     "an export; a look into the index for each campaign or segment"},
    {"SELECT j.id, c.name, j.entry_key, j.started_at, j.path, j.due_at, j.ended_at, j.end_reason FROM "
     "campaigns c CROSS JOIN journeys j WHERE j.campaign_id = c.id AND j.customer_id = ?1",
     "an export; a look into the index for each campaign or segment"},
    {"SELECT c.name, s.journey_id, s.number, s.at, s.result, iif(s.waited = '', s.detail, rtrim(s.waited || "
     "'; ' || s.detail, '; ')) FROM campaigns c CROSS JOIN journeys j JOIN journey_steps s ON s.journey_id = "
     "j.id WHERE j.campaign_id = c.id AND j.customer_id = ?1",
     "an export; a look into the index for each campaign or segment"},
    {"SELECT c.name, t.entry_key, t.due_at FROM campaigns c CROSS JOIN quiet_triggers t WHERE "
     "t.campaign_id = c.id AND t.customer_id = ?1",
     "an export; a look into the index for each campaign or segment"},
    {"SELECT c.name, d.due_at, d.occasion, d.last_occasion FROM campaigns c CROSS JOIN date_starts d WHERE "
     "d.campaign_id = c.id AND d.customer_id = ?1",
     "an export; a look into the index for each campaign or segment"},
    {"SELECT n, hash FROM consent_chain ORDER BY n DESC LIMIT 1", "the last row, in the table's own order"},
    {"SELECT id FROM consents ORDER BY id DESC LIMIT 1", "the last row, in the table's own order"},
    {"SELECT c.id, a.customer_id, c.address_id, c.channel, c.purpose, c.given, c.at, c.recorded_at, a.kind, "
     "a.normal, "
     "c.source, c.wording, c.language, p.processing, a.value, c.event_id FROM consents c JOIN addresses a ON "
     "a.id = c.address_id "
     "JOIN "
     "customers p ON p.id = a.customer_id WHERE c.id > coalesce((SELECT consent_id FROM consent_chain ORDER "
     "BY n DESC "
     "LIMIT 1), 0) AND c.id <= ?1 ORDER BY c.id LIMIT ?2",
     "the last row of the chain; the consents after it by their key"},
    {"SELECT hash, channel, why, kind, since FROM suppressions ORDER BY since DESC, hash DESC LIMIT ?1",
     "a report; the last rows of an index"},
    {"SELECT why, kind, count(*) FROM suppressions GROUP BY why, kind", "a report"},
    {"SELECT path FROM reject_files ORDER BY path", "a row for each import that refused rows"},
    {"SELECT j.id FROM campaigns c CROSS JOIN journeys j WHERE j.campaign_id = c.id AND j.customer_id = ?1 "
     "AND j.id > ?2 ORDER BY j.id",
     "of an erasure; a look into the index for each campaign, which are some dozens"},
    {"SELECT t.id FROM campaigns c CROSS JOIN quiet_triggers t WHERE t.campaign_id = c.id "
     "AND t.customer_id = ?1 AND t.id > ?2 ORDER BY t.id",
     "of an erasure; a look into the index for each campaign"},
    {"SELECT d.id FROM campaigns c CROSS JOIN date_starts d WHERE d.campaign_id = c.id "
     "AND d.customer_id = ?1 AND d.id > ?2 ORDER BY d.id",
     "of an erasure; a look into the index for each campaign"},
    {"SELECT m.customer_id FROM segments s CROSS JOIN segment_members m WHERE m.segment_id = s.id "
     "AND m.customer_id = ?1 AND ?2 >= 0",
     "of an erasure; a look into the list of each segment, which are some dozens"},
    {"UPDATE segments SET size = size - 1 WHERE size > 0 AND id = (SELECT m.segment_id FROM segments s "
     "CROSS JOIN segment_members m WHERE m.segment_id = s.id AND m.customer_id = ?1 LIMIT 1)",
     "of an erasure; a look into the list of each segment"},
    {"DELETE FROM segment_members WHERE customer_id = ?1 AND segment_id = (SELECT m.segment_id "
     "FROM segments s CROSS JOIN segment_members m WHERE m.segment_id = s.id AND m.customer_id = ?1 "
     "LIMIT 1)",
     "of an erasure; a look into the list of each segment"},
    {"SELECT id, customer_id, reason, asked_at, until_event_id, finished_at FROM erasures "
     "WHERE finished_at IS NULL ORDER BY asked_at, id",
     "an index of only those at work: nearly always empty"},
    {"SELECT id, customer_id, reason, asked_at, until_event_id, finished_at FROM erasures WHERE seal IS NULL "
     "LIMIT ?1",
     "once, after an upgrade"},
    {"SELECT count(*) FROM erasures WHERE finished_at IS NOT NULL", "a report; a row for each erasure"},
    {"SELECT kind, value, customer_id FROM customer_identifiers",
     "after a restore alone: who of the erased is there again"},
    {"SELECT kind, normal, customer_id FROM addresses WHERE value <> ''", "after a restore alone"},
    {"SELECT channel, count(*) FROM delivery_queue GROUP BY channel", "a report; over what waits"},
    {"SELECT channel, state, count(*) FROM deliveries GROUP BY channel, state", "a report"},
    {"SELECT customer_id, day, ordered_at FROM orders WHERE counts = 1 AND ordered_at <= ?1 "
     "ORDER BY customer_id, counts, day, ordered_at",
     "a report's full pass over the orders"},
    {"SELECT coalesce(sum(count), 0) FROM gap_counts", "a row for each number of days: some hundreds"},
    {"SELECT gap_days, count FROM gap_counts ORDER BY gap_days", "a row for each number of days"},
    {"SELECT id, name, definition, state, fill_after, size FROM segments ORDER BY name",
     "a row for each segment of the files: some dozens"},
    {"SELECT version, computed_at, gap_ms, gaps, buyers, spent_mean, spent_deviation, "
     "order_value_mean, order_value_deviation, recency_borders, frequency_borders, monetary_borders "
     "FROM shop_figures ORDER BY version DESC LIMIT 1",
     "the last row, in the table's own order"},
    {"SELECT version, computed_at, gap_ms, gaps, buyers, spent_mean, spent_deviation, "
     "order_value_mean, order_value_deviation, recency_borders, frequency_borders, monetary_borders "
     "FROM shop_figures WHERE buyers IS NOT NULL ORDER BY version DESC LIMIT 1",
     "the last row or the one before, in the table's own order"},
    {"SELECT due_at FROM timers ORDER BY due_at, kind, subject LIMIT 1",
     "the first row, in the table's own order"},
    {"SELECT id FROM campaigns WHERE unsettled = 1 ORDER BY id LIMIT 1",
     "an index of only those that are being settled: nearly always empty"},
    {"SELECT campaign_id, setting, fill_after, due_at FROM start_plans ORDER BY campaign_id",
     "a row a campaign"},
    {"SELECT r.id, campaign_id, segment, entry_key, again, after_customer, started, refused "
     "FROM segment_runs r JOIN campaigns c ON c.id = r.campaign_id WHERE paused_at IS NULL "
     "ORDER BY r.id LIMIT 1",
     "the first row, in the table's own order; a row a campaign that is paused is passed over"},
    {"SELECT event_id, product_id, after_customer FROM product_news ORDER BY event_id LIMIT 1",
     "the first row, in the table's own order"},
    {"SELECT p.key FROM (SELECT properties FROM customers ORDER BY id DESC LIMIT ?1) c, "
     "json_each(c.properties) p",
     "the last rows, in the table's own order"},
};

bool is_about_tables(const std::string& text) {
  static const std::string verbs[] = {"SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH ", "REPLACE "};
  return std::ranges::any_of(verbs, [&](const std::string& verb) { return text.starts_with(verb); });
}

// The statements in a C++ source: texts that begin like one, adjacent literals joined as the compiler does.
std::set<std::string> statements_in(const std::string& source) {
  std::set<std::string> out;
  std::string text;
  const auto end_of_text = [&] {
    if (is_about_tables(text)) out.insert(text);
    text.clear();
  };
  for (std::size_t at = 0; at < source.size(); ++at) {
    if (source.compare(at, 2, "//") == 0) {
      at = std::min(source.find('\n', at), source.size());
    } else if (source[at] == '"') {
      for (++at; at < source.size() && source[at] != '"'; ++at) {
        if (source[at] == '\\') ++at;
        text += source[at];
      }
    } else if (source[at] == '\'' && source.compare(at + 2, 1, "'") == 0) {
      at += 2;
    } else if (!std::isspace(static_cast<unsigned char>(source[at]))) {
      end_of_text();
    }
  }
  return out;
}

std::vector<std::string> plan_of(Database& database, const std::string& sql) {
  SQLite::Statement explain(database.connection(), "EXPLAIN QUERY PLAN " + sql);
  std::vector<std::string> out;
  while (explain.executeStep()) out.push_back(explain.getColumn(3).getString());
  return out;
}

// The lines of the plan whose cost grows with the table: a scan, or sorting all rows to return the first few.
std::vector<std::string> costly_lines(const std::string& sql, const std::vector<std::string>& plan) {
  std::vector<std::string> out;
  for (const std::string& line : plan) {
    const bool scans = line.starts_with("SCAN") && line != "SCAN CONSTANT ROW";
    const bool sorts_before_limit =
        line.starts_with("USE TEMP B-TREE") && sql.find(" LIMIT ") != std::string::npos;
    if (scans || sorts_before_limit) out.push_back(line);
  }
  return out;
}

std::set<std::string> prepared_statements(Database& database) {
  std::set<std::string> out;
  for (const std::string& sql : database.prepared_sql()) {
    if (is_about_tables(sql)) out.insert(sql);
  }
  return out;
}

}  // namespace

TEST_CASE("no statement reads a whole table but those that are named with their reason") {
  ScratchDatabase scratch;
  QueryPlanExercise{scratch};
  for (const std::string& sql : prepared_statements(scratch)) {
    CAPTURE(sql);
    for (const std::string& line : costly_lines(sql, plan_of(scratch, sql))) {
      if (!may_scan.contains(sql)) FAIL_CHECK("costs what is stored: " << line);
    }
  }
}

TEST_CASE("each exception is a statement that exists and needs it") {
  ScratchDatabase scratch;
  QueryPlanExercise{scratch};
  const auto prepared = prepared_statements(scratch);
  for (const auto& [sql, reason] : may_scan) {
    CAPTURE(sql);
    if (!prepared.contains(sql)) {
      FAIL_CHECK("excepted, but no statement of the store");
    } else {
      CHECK_FALSE(costly_lines(sql, plan_of(scratch, sql)).empty());
    }
  }
}

TEST_CASE("every statement in the sources has been asked about") {
  ScratchDatabase scratch;
  QueryPlanExercise{scratch};
  const auto prepared = prepared_statements(scratch);
  std::set<std::string> seen;  // some are the same in two places
  for (const auto& entry : std::filesystem::directory_iterator(LIFECYCLED_SOURCE_DIR "/daemon/store")) {
    const std::string name = entry.path().filename().string();
    const bool is_test =
        name.ends_with("_test.cpp") || name.ends_with("_testing.hpp") || name.ends_with("_harness.hpp");
    // Their statements are made of conditions' texts at run time, and read rows of the view by their key.
    if (is_test || name == "profile_condition.cpp" || name == "profile_conditions.cpp") continue;
    if (!name.ends_with(".cpp") && !name.ends_with(".hpp")) continue;
    for (const std::string& sql : statements_in(read_file(entry.path()))) {
      if (sql.find("FROM sqlite_master") != std::string::npos) continue;  // SQLite's own table, at opening
      seen.insert(sql);
      CAPTURE(name);
      CAPTURE(sql);
      if (!prepared.contains(sql)) FAIL_CHECK("QueryPlanExercise does not reach this statement");
    }
  }
  CHECK(seen.size() > 100);
  CHECK(seen.size() == prepared.size());
}
