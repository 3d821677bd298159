#include "store/segments.hpp"

#include <charconv>

namespace lifecycled {
namespace {

SegmentRow row_of(const Query& query) {
  return {query.integer(0), query.text(1),   query.text(2), static_cast<SegmentState>(query.integer(3)),
          query.integer(4), query.integer(5)};
}

std::vector<SegmentId> ids_of(std::string_view text) {
  std::vector<SegmentId> out;
  const char* const end = text.data() + text.size();
  for (const char* at = text.data(); at < end; ++at) {
    SegmentId id = 0;
    at = std::from_chars(at, end, id).ptr;
    out.push_back(id);
  }
  return out;
}

std::string text_of(const std::vector<SegmentId>& ids) {
  std::string out;
  for (const SegmentId id : ids) {
    if (!out.empty()) out += ' ';
    out += std::to_string(id);
  }
  return out;
}

}  // namespace

std::string_view to_text(SegmentState state) {
  switch (state) {
    case SegmentState::Filling:
      return "filling";
    case SegmentState::Ready:
      return "ready";
    case SegmentState::Emptying:
      return "emptying";
    case SegmentState::Gone:
      return "gone";
  }
  return "?";
}

std::optional<SegmentRow> Segments::find(std::string_view name) {
  Query query(database_,
              "SELECT id, name, definition, state, fill_after, size FROM segments WHERE name = ?1");
  query.bind(name);
  if (!query.step()) return std::nullopt;
  return row_of(query);
}

std::vector<SegmentRow> Segments::all() {
  Query query(database_, "SELECT id, name, definition, state, fill_after, size FROM segments ORDER BY name");
  std::vector<SegmentRow> out;
  while (query.step()) out.push_back(row_of(query));
  return out;
}

SegmentId Segments::ensure(std::string_view name) {
  if (const auto known = find(name)) return known->id;
  Query(database_, "INSERT INTO segments (name) VALUES (?1)").bind(name).run();
  return database_.last_insert_id();
}

void Segments::begin_fill(SegmentId id, std::string_view definition) {
  Query(database_, "UPDATE segments SET definition = ?2, state = 0, fill_after = 0 WHERE id = ?1")
      .bind(id, definition)
      .run();
}

void Segments::begin_emptying(SegmentId id) {
  Query(database_, "UPDATE segments SET definition = '', state = 2, fill_after = 0 WHERE id = ?1")
      .bind(id)
      .run();
}

void Segments::set_progress(SegmentId id, SegmentState state, CustomerId fill_after) {
  Query(database_, "UPDATE segments SET state = ?2, fill_after = ?3 WHERE id = ?1")
      .bind(id, static_cast<std::int64_t>(state), fill_after)
      .run();
}

void Segments::set_size(SegmentId id, std::int64_t size) {
  Query(database_, "UPDATE segments SET size = ?2 WHERE id = ?1").bind(id, size).run();
}

std::vector<CustomerId> Segments::members(SegmentId id, CustomerId after, std::size_t limit) {
  Query query(database_,
              "SELECT customer_id FROM segment_members WHERE segment_id = ?1 AND customer_id > ?2 "
              "ORDER BY customer_id LIMIT ?3");
  query.bind(id, after, limit);
  std::vector<CustomerId> out;
  while (query.step()) out.push_back(query.integer(0));
  return out;
}

std::optional<Instant> Segments::since(SegmentId id, CustomerId customer) {
  Query query(database_, "SELECT since FROM segment_members WHERE segment_id = ?1 AND customer_id = ?2");
  query.bind(id, customer);
  if (!query.step()) return std::nullopt;
  return from_ms(query.integer(0));
}

CustomerSegments Segments::of_customer(CustomerId customer) {
  Query query(database_, "SELECT look_at, inside FROM customer_segments WHERE customer_id = ?1");
  query.bind(customer);
  CustomerSegments out;
  if (!query.step()) return out;
  if (const auto at = query.integer_or_none(0)) out.look_at = from_ms(*at);
  out.inside = ids_of(query.text(1));
  return out;
}

void Segments::save_of_customer(CustomerId customer, const CustomerSegments& segments) {
  const auto look_at = segments.look_at ? std::optional(to_ms(*segments.look_at)) : std::nullopt;
  Query(database_,
        "INSERT OR REPLACE INTO customer_segments (customer_id, look_at, inside) VALUES (?1, ?2, ?3)")
      .bind(customer, look_at, text_of(segments.inside))
      .run();
}

void Segments::add_member(SegmentId id, CustomerId customer, Instant since) {
  Query(database_,
        "INSERT OR IGNORE INTO segment_members (segment_id, customer_id, since) VALUES (?1, ?2, ?3)")
      .bind(id, customer, to_ms(since))
      .run();
}

void Segments::remove_member(SegmentId id, CustomerId customer) {
  Query(database_, "DELETE FROM segment_members WHERE segment_id = ?1 AND customer_id = ?2")
      .bind(id, customer)
      .run();
}

void Segments::note_change(SegmentId id, std::int64_t day, std::int64_t change, std::int64_t entered,
                           std::int64_t left) {
  std::int64_t size = 0;
  {
    Query update(database_, "UPDATE segments SET size = size + ?2 WHERE id = ?1 RETURNING size");
    update.bind(id, change);
    if (update.step()) size = update.integer(0);
  }
  Query(database_,
        "INSERT INTO segment_days (segment_id, day, size, entered, departed) VALUES (?1, ?2, ?3, ?4, ?5) "
        "ON CONFLICT (segment_id, day) DO UPDATE SET size = ?3, entered = entered + ?4, "
        "departed = departed + ?5")
      .bind(id, day, size, entered, left)
      .run();
}

std::vector<SegmentDay> Segments::days(SegmentId id, std::size_t limit) {
  Query query(database_,
              "SELECT day, size, entered, departed FROM segment_days WHERE segment_id = ?1 "
              "ORDER BY day DESC LIMIT ?2");
  query.bind(id, limit);
  std::vector<SegmentDay> out;
  while (query.step())
    out.push_back({query.integer(0), query.integer(1), query.integer(2), query.integer(3)});
  return out;
}

}  // namespace lifecycled
