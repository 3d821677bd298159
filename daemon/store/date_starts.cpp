#include "store/date_starts.hpp"

#include "store/optional_moment.hpp"
#include "store/timers.hpp"

namespace lifecycled {
namespace {

std::optional<LocalDay> day_or_none(const Query& query, int column) {
  if (query.is_null(column)) return std::nullopt;
  return day_from_number(query.integer(column));
}

std::optional<std::int64_t> number_or_none(const std::optional<LocalDay>& day) {
  if (!day) return std::nullopt;
  return to_number(*day);
}

DateStart row(const Query& query) {
  DateStart start{query.integer(0), query.integer(1),      query.integer(2),
                  std::nullopt,     day_or_none(query, 4), day_or_none(query, 5)};
  start.due_at = instant_or_none(query, 3);
  return start;
}

}  // namespace

std::optional<DateStart> DateStarts::find(std::int64_t id) {
  Query query(
      database_,
      "SELECT id, campaign_id, customer_id, due_at, occasion, last_occasion FROM date_starts WHERE id = ?1");
  query.bind(id);
  if (!query.step()) return std::nullopt;
  return row(query);
}

std::optional<DateStart> DateStarts::find(CampaignId campaign, CustomerId customer) {
  Query query(database_,
              "SELECT id, campaign_id, customer_id, due_at, occasion, last_occasion FROM date_starts "
              "WHERE campaign_id = ?1 AND customer_id = ?2");
  query.bind(campaign, customer);
  if (!query.step()) return std::nullopt;
  return row(query);
}

void DateStarts::save(const DateStart& start) {
  const auto due = start.due_at ? std::optional(to_ms(*start.due_at)) : std::nullopt;
  Timers timers(database_);
  std::int64_t id = start.id;
  if (id == 0) {
    Query(database_,
          "INSERT INTO date_starts (campaign_id, customer_id, due_at, occasion, last_occasion) "
          "VALUES (?1, ?2, ?3, ?4, ?5)")
        .bind(start.campaign, start.customer, due, number_or_none(start.occasion),
              number_or_none(start.last_occasion))
        .run();
    id = database_.last_insert_id();
  } else {
    const auto before = find(id);
    if (before && before->due_at && before->due_at != start.due_at)
      timers.cancel({*before->due_at, TimerKind::Date, id});
    Query(database_, "UPDATE date_starts SET due_at = ?2, occasion = ?3, last_occasion = ?4 WHERE id = ?1")
        .bind(id, due, number_or_none(start.occasion), number_or_none(start.last_occasion))
        .run();
  }
  if (start.due_at) timers.set({*start.due_at, TimerKind::Date, id});
}

}  // namespace lifecycled
