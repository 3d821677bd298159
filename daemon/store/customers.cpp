#include "store/customers.hpp"

#include <algorithm>

#include "store/identifier_seal.hpp"
#include "store/optional_moment.hpp"

namespace lifecycled {
namespace {

std::vector<CustomerId> ids(Query& query) {
  std::vector<CustomerId> out;
  while (query.step()) out.push_back(query.integer(0));
  return out;
}

}  // namespace

std::string_view to_text(Stage stage) {
  switch (stage) {
    case Stage::Prospect:
      return "prospect";
    case Stage::ActiveOneTime:
      return "active one-time";
    case Stage::ActiveRepeat:
      return "active repeat";
    case Stage::Lapsing:
      return "lapsing";
    case Stage::Lapsed:
      return "lapsed";
  }
  return "?";
}

std::optional<Stage> stage_from_text(std::string_view text) {
  const auto found = std::ranges::find_if(all_stages, [&](Stage stage) { return to_text(stage) == text; });
  if (found == all_stages.end()) return std::nullopt;
  return *found;
}

CustomerId Customers::create(Instant known_since) {
  Query(database_, "INSERT INTO customers (known_since) VALUES (?1)").bind(to_ms(known_since)).run();
  return database_.last_insert_id();
}

std::optional<CustomerRow> Customers::find(CustomerId id) {
  Query query(database_,
              "SELECT known_since, first_name, last_name, language, country, time_zone, properties, orders, "
              "discounted_orders, purchases, spent_minor, first_order_at, last_order_at, gap_basis, "
              "own_gap_ms, stage, "
              "stage_since, stage_due_at, last_reaction_at, last_rating, resting_since, consent_epoch, "
              "open_cases FROM customers WHERE id = ?1");
  query.bind(id);
  if (!query.step()) return std::nullopt;
  CustomerRow row;
  row.id = id;
  row.known_since = from_ms(query.integer(0));
  row.first_name = query.text_or_none(1);
  row.last_name = query.text_or_none(2);
  row.language = query.text_or_none(3);
  row.country = query.text_or_none(4);
  row.time_zone = query.text_or_none(5);
  row.properties = query.text(6);
  row.orders = query.integer(7);
  row.discounted_orders = query.integer(8);
  row.purchases = query.integer(9);
  row.spent_minor = query.integer(10);
  row.first_order_at = instant_or_none(query, 11);
  row.last_order_at = instant_or_none(query, 12);
  row.gap_basis = static_cast<GapBasis>(query.integer(13));
  if (const auto gap = query.integer_or_none(14)) row.own_gap = Milliseconds{*gap};
  row.stage = static_cast<Stage>(query.integer(15));
  row.stage_since = instant_or_none(query, 16);
  row.stage_due_at = instant_or_none(query, 17);
  row.last_reaction_at = instant_or_none(query, 18);
  row.last_rating = query.integer_or_none(19);
  row.resting_since = instant_or_none(query, 20);
  row.consent_epoch = query.integer(21);
  row.open_cases = query.integer(22);
  return row;
}

std::optional<CustomerId> Customers::find_by(IdentifierKind kind, std::string_view value) {
  Query query(database_, "SELECT customer_id FROM customer_identifiers WHERE kind = ?1 AND value = ?2");
  query.bind(static_cast<std::int64_t>(kind), value);
  if (!query.step()) return std::nullopt;
  return query.integer(0);
}

bool Customers::identify(CustomerId id, IdentifierKind kind, std::string_view value) {
  const std::string seal = identifier_seal(database_, kind, value, id);
  return Query(database_,
               "INSERT OR IGNORE INTO customer_identifiers (kind, value, customer_id, seal) VALUES (?1, ?2, "
               "?3, ?4)")
             .bind(static_cast<std::int64_t>(kind), value, id, as_blob(seal))
             .run() > 0;
}

std::optional<std::string> Customers::identifier(CustomerId id, IdentifierKind kind) {
  Query query(database_,
              "SELECT value FROM customer_identifiers WHERE customer_id = ?1 AND kind = ?2 LIMIT 1");
  query.bind(id, static_cast<std::int64_t>(kind));
  if (!query.step()) return std::nullopt;
  return query.text(0);
}

void Customers::save_traits(const CustomerRow& row) {
  Query(database_,
        "UPDATE customers SET first_name = ?2, last_name = ?3, language = ?4, country = ?5, time_zone = ?6, "
        "properties = ?7 WHERE id = ?1")
      .bind(row.id, row.first_name, row.last_name, row.language, row.country, row.time_zone, row.properties)
      .run();
}

void Customers::save_order_figures(CustomerId id, const OrderFigures& figures) {
  const auto own_gap = figures.own_gap ? std::optional(figures.own_gap->count()) : std::nullopt;
  Query(database_,
        "UPDATE customers SET orders = ?2, discounted_orders = ?3, purchases = ?4, spent_minor = ?5, "
        "first_order_at = ?6, last_order_at = ?7, gap_basis = ?8, own_gap_ms = ?9, store_orders = ?10, "
        "seasonal = ?11 WHERE id = ?1")
      .bind(id, figures.orders, figures.discounted_orders, figures.purchases, figures.spent_minor,
            ms_or_none(figures.first_order_at), ms_or_none(figures.last_order_at),
            static_cast<std::int64_t>(figures.gap_basis), own_gap, figures.store_orders, figures.seasonal)
      .run();
}

void Customers::save_stage(CustomerId id, Stage stage, Instant since, std::optional<Instant> due_at) {
  Query(database_, "UPDATE customers SET stage = ?2, stage_since = ?3, stage_due_at = ?4 WHERE id = ?1")
      .bind(id, static_cast<std::int64_t>(stage), to_ms(since), ms_or_none(due_at))
      .run();
}

void Customers::note_known_since(CustomerId id, Instant at) {
  Query(database_, "UPDATE customers SET known_since = ?2 WHERE id = ?1 AND known_since > ?2")
      .bind(id, to_ms(at))
      .run();
}

void Customers::note_reaction(CustomerId id, Instant at) {
  Query(database_,
        "UPDATE customers SET last_reaction_at = max(coalesce(last_reaction_at, ?2), ?2), "
        "resting_since = CASE WHEN resting_since <= ?2 THEN NULL ELSE resting_since END WHERE id = ?1")
      .bind(id, to_ms(at))
      .run();
}

void Customers::note_opened(CustomerId id, Instant at) {
  Query(database_,
        "UPDATE customers SET last_opened_at = max(coalesce(last_opened_at, ?2), ?2) WHERE id = ?1")
      .bind(id, to_ms(at))
      .run();
}

void Customers::save_nps(CustomerId id, std::int64_t score) {
  Query(database_, "UPDATE customers SET nps = ?2 WHERE id = ?1").bind(id, score).run();
}

void Customers::note_account(CustomerId id) {
  Query(database_, "UPDATE customers SET has_account = 1 WHERE id = ?1").bind(id).run();
}

void Customers::note_source(CustomerId id, std::string_view source) {
  Query(database_, "UPDATE customers SET source = ?2 WHERE id = ?1 AND source IS NULL")
      .bind(id, source)
      .run();
}

void Customers::save_preferred_channel(CustomerId id, std::string_view channel) {
  Query(database_, "UPDATE customers SET preferred_channel = ?2 WHERE id = ?1").bind(id, channel).run();
}

void Customers::note_carts(CustomerId id) {
  Query(database_,
        "UPDATE customers SET carts_open = (SELECT count(*) FROM carts WHERE customer_id = ?1 AND products > "
        "0), "
        "cart_changed_at = (SELECT max(changed_at) FROM carts WHERE customer_id = ?1 AND products > 0) "
        "WHERE id = ?1")
      .bind(id)
      .run();
}

void Customers::save_open_ties(CustomerId id, std::int64_t cases, std::int64_t subscriptions) {
  Query(database_, "UPDATE customers SET open_cases = ?2, subscriptions = ?3 WHERE id = ?1")
      .bind(id, cases, subscriptions)
      .run();
}

void Customers::save_rating(CustomerId id, std::int64_t rating) {
  Query(database_, "UPDATE customers SET last_rating = ?2 WHERE id = ?1").bind(id, rating).run();
}

void Customers::rest(CustomerId id, Instant since) {
  Query(database_, "UPDATE customers SET resting_since = ?2 WHERE id = ?1").bind(id, to_ms(since)).run();
}

void Customers::bump_consent_epoch(CustomerId id) {
  Query(database_,
        "UPDATE customers SET consent_epoch = consent_epoch + 1, reachable_channels = coalesce("
        "(SELECT group_concat(DISTINCT c.channel) FROM addresses a "
        "JOIN address_consents c ON c.address_id = a.id LEFT JOIN address_health h ON h.address_id = a.id "
        "AND h.channel = c.channel WHERE a.customer_id = ?1 AND c.purpose = 1 AND c.given = 1 "
        "AND h.suppressed_at IS NULL), '') WHERE id = ?1")
      .bind(id)
      .run();
}

std::int64_t Customers::consent_epoch(CustomerId id) {
  Query query(database_, "SELECT consent_epoch FROM customers WHERE id = ?1");
  query.bind(id);
  return query.step() ? query.integer(0) : -1;
}

std::optional<Instant> Customers::earliest_last_order(Stage stage) {
  Query query(database_, "SELECT min(last_order_at) FROM customers WHERE gap_basis = 1 AND stage = ?1");
  query.bind(static_cast<std::int64_t>(stage));
  if (!query.step()) return std::nullopt;
  return instant_or_none(query, 0);
}

std::vector<CustomerId> Customers::last_order_before(Stage stage, Instant border, std::size_t limit) {
  Query query(database_,
              "SELECT id FROM customers WHERE gap_basis = 1 AND stage = ?1 AND last_order_at < ?2 "
              "ORDER BY last_order_at, id LIMIT ?3");
  query.bind(static_cast<std::int64_t>(stage), to_ms(border), limit);
  return ids(query);
}

std::vector<CustomerId> Customers::last_order_from(Stage stage, Instant border, std::size_t limit) {
  Query query(database_,
              "SELECT id FROM customers WHERE gap_basis = 1 AND stage = ?1 AND last_order_at >= ?2 "
              "ORDER BY last_order_at, id LIMIT ?3");
  query.bind(static_cast<std::int64_t>(stage), to_ms(border), limit);
  return ids(query);
}

std::vector<CustomerId> Customers::all(CustomerId after, std::size_t limit) {
  Query query(database_, "SELECT id FROM customers WHERE id > ?1 AND processing < 3 ORDER BY id LIMIT ?2");
  query.bind(after, limit);
  return ids(query);
}

std::vector<CustomerId> Customers::in_stage(Stage stage, CustomerId after, std::size_t limit) {
  Query query(
      database_,
      "SELECT id FROM customers WHERE stage = ?1 AND id > ?2 AND processing < 3 ORDER BY id LIMIT ?3");
  query.bind(static_cast<std::int64_t>(stage), after, limit);
  return ids(query);
}

std::array<std::int64_t, all_stages.size()> Customers::count_by_stage() {
  std::array<std::int64_t, all_stages.size()> counts{};
  Query query(database_, "SELECT stage, count(*) FROM customers WHERE processing < 3 GROUP BY stage");
  while (query.step()) counts.at(static_cast<std::size_t>(query.integer(0))) = query.integer(1);
  return counts;
}

std::int64_t Customers::count() {
  Query query(database_, "SELECT count(*) FROM customers WHERE processing < 3");
  return query.step() ? query.integer(0) : 0;
}

CustomerId Customers::newest() {
  Query query(database_, "SELECT coalesce(max(id), 0) FROM customers");
  return query.step() ? query.integer(0) : 0;
}

std::int64_t Customers::count_known_by(Instant at) {
  Query query(database_, "SELECT count(*) FROM customers WHERE known_since <= ?1 AND processing < 3");
  query.bind(to_ms(at));
  return query.step() ? query.integer(0) : 0;
}

}  // namespace lifecycled
