#include "store/segment_runs.hpp"

namespace lifecycled {

void SegmentRuns::add(const SegmentRun& run) {
  Query(database_,
        "INSERT INTO segment_runs (campaign_id, segment, entry_key, again, after_customer, started, refused) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
      .bind(run.campaign, run.segment, run.entry_key, static_cast<std::int64_t>(run.again), run.after,
            run.started, run.refused)
      .run();
}

std::optional<SegmentRun> SegmentRuns::first() {
  Query query(database_,
              "SELECT r.id, campaign_id, segment, entry_key, again, after_customer, started, refused "
              "FROM segment_runs r JOIN campaigns c ON c.id = r.campaign_id WHERE paused_at IS NULL "
              "ORDER BY r.id LIMIT 1");
  if (!query.step()) return std::nullopt;
  return SegmentRun{query.integer(0),      query.integer(1), query.text(2),    query.text(3),
                    query.integer(4) != 0, query.integer(5), query.integer(6), query.integer(7)};
}

void SegmentRuns::save(const SegmentRun& run) {
  Query(database_, "UPDATE segment_runs SET after_customer = ?2, started = ?3, refused = ?4 WHERE id = ?1")
      .bind(run.id, run.after, run.started, run.refused)
      .run();
}

void SegmentRuns::remove(std::int64_t id) {
  Query(database_, "DELETE FROM segment_runs WHERE id = ?1").bind(id).run();
}

}  // namespace lifecycled
