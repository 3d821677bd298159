#include "store/erasures.hpp"

#include <array>

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "store/erasure_plan.hpp"
#include "store/kept_webhooks.hpp"
#include "store/meta.hpp"
#include "store/suppressions.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t rows_at_once = 8;
constexpr std::size_t scanned_at_once = 16;
constexpr const char* reactor_cursor = "reactor";
constexpr const char* to_seal = "erasures_to_seal";

ErasureRow row(const Query& query) {
  ErasureRow erasure;
  erasure.id = query.text(0);
  erasure.customer = query.integer(1);
  erasure.reason = static_cast<ErasureReason>(query.integer(2));
  erasure.asked_at = from_ms(query.integer(3));
  erasure.until_event = query.integer(4);
  if (const auto at = query.integer_or_none(5)) erasure.finished_at = from_ms(*at);
  return erasure;
}

std::vector<std::int64_t> first_of(Database& database, const char* list, CustomerId customer,
                                   std::int64_t after) {
  std::vector<std::int64_t> out;
  Query query(database, list);
  query.bind(customer, after);
  while (out.size() < rows_at_once && query.step()) out.push_back(query.integer(0));
  return out;
}

// Tables of bodies in which anybody may be mentioned, each in the order of its numbers.
struct ScannedTable {
  const char* list;
  void (*remove)(Database& database, std::int64_t id, const std::string& channel);
};

constexpr std::array scanned_tables{
    ScannedTable{"SELECT id, body, '' FROM quarantine WHERE id > ?1 ORDER BY id LIMIT ?2",
                 [](Database& database, std::int64_t id, const std::string&) {
                   Query(database, "DELETE FROM quarantine WHERE id = ?1").bind(id).run();
                 }},
    ScannedTable{
        "SELECT id, body || ' ' || order_key, '' FROM waiting_answers WHERE id > ?1 ORDER BY id LIMIT ?2",
        [](Database& database, std::int64_t id, const std::string&) {
          Query(database, "DELETE FROM waiting_answers WHERE id = ?1").bind(id).run();
        }},
    ScannedTable{"SELECT id, request, channel FROM kept_webhooks WHERE id > ?1 ORDER BY id LIMIT ?2",
                 [](Database& database, std::int64_t id, const std::string& channel) {
                   KeptWebhooks(database).remove(channel, id);
                 }},
    ScannedTable{"SELECT id, body, channel FROM early_receipts WHERE id > ?1 ORDER BY id LIMIT ?2",
                 [](Database& database, std::int64_t id, const std::string&) {
                   Query(database, "DELETE FROM early_receipts WHERE id = ?1").bind(id).run();
                 }},
};

}  // namespace

const char* const Erasures::all_identifiers_sql = "SELECT kind, value, customer_id FROM customer_identifiers";
const char* const Erasures::all_addresses_sql =
    "SELECT kind, normal, customer_id FROM addresses WHERE value <> ''";

std::string Erasures::kind_name(std::int64_t kind) {
  return static_cast<IdentifierKind>(kind) == IdentifierKind::UserId ? "user id" : "visitor id";
}

bool Erasures::begin(const ErasureRow& erasure) {
  if (Query(database_,
            "UPDATE customers SET processing = 2, consent_epoch = consent_epoch + 1 WHERE id = ?1 "
            "AND processing < 2")
          .bind(erasure.customer)
          .run() == 0)
    return false;
  Query(database_,
        "INSERT INTO erasures (id, customer_id, reason, asked_at, until_event_id, seal) VALUES (?1, ?2, ?3, "
        "?4, "
        "?5, ?6)")
      .bind(erasure.id, erasure.customer, static_cast<std::int64_t>(erasure.reason), to_ms(erasure.asked_at),
            Events(database_).last_id(), as_blob(erasure_seal(database_, erasure)))
      .run();
  if (erasure.reason != ErasureReason::Asked) return true;
  // Where they come back by an import, nobody takes their old yes for one.
  std::vector<SuppressedThing> things;
  {
    // One that somebody else has too goes on being theirs.
    Query addresses(
        database_,
        "SELECT kind, normal FROM addresses a WHERE customer_id = ?1 AND value <> '' AND NOT EXISTS "
        "(SELECT 1 FROM addresses o WHERE o.kind = a.kind AND o.normal = a.normal AND o.customer_id <> ?1)");
    addresses.bind(erasure.customer);
    while (addresses.step()) things.push_back({addresses.text(0), addresses.text(1)});
  }
  for (const SuppressedThing& thing : things)
    Suppressions(database_).add(thing, "", SuppressionReason::Erased, erasure.asked_at);
  return true;
}

void Erasures::note_unknown(std::string_view id, Instant now) {
  Query(database_,
        "INSERT OR IGNORE INTO erasures (id, customer_id, reason, asked_at, until_event_id, finished_at) "
        "VALUES (?1, 0, 1, ?2, 0, ?2)")
      .bind(id, to_ms(now))
      .run();
}

std::optional<ErasureRow> Erasures::find(std::string_view id) {
  Query query(database_,
              "SELECT id, customer_id, reason, asked_at, until_event_id, finished_at FROM erasures "
              "WHERE id = ?1");
  query.bind(id);
  if (!query.step()) return std::nullopt;
  return row(query);
}

std::optional<ErasureRow> Erasures::of_customer(CustomerId customer) {
  for (const ErasureRow& erasure : at_work()) {
    if (erasure.customer == customer) return erasure;
  }
  return std::nullopt;
}

std::vector<ErasureRow> Erasures::at_work() {
  Query query(database_,
              "SELECT id, customer_id, reason, asked_at, until_event_id, finished_at FROM erasures "
              "WHERE finished_at IS NULL ORDER BY asked_at, id");
  std::vector<ErasureRow> out;
  while (query.step()) out.push_back(row(query));
  return out;
}

void Erasures::finish(std::string_view id, Instant now) {
  Query(database_, "UPDATE erasures SET finished_at = ?2 WHERE id = ?1").bind(id, to_ms(now)).run();
}

std::vector<Identifier> Erasures::identifiers(CustomerId customer) {
  std::vector<Identifier> out;
  {
    Query query(database_, "SELECT kind, value FROM customer_identifiers WHERE customer_id = ?1");
    query.bind(customer);
    while (query.step()) out.push_back({kind_name(query.integer(0)), query.text(1)});
  }
  Query query(database_, "SELECT kind, normal FROM addresses WHERE customer_id = ?1 AND value <> ''");
  query.bind(customer);
  while (query.step()) out.push_back({query.text(0), query.text(1)});
  return out;
}

Mentions Erasures::mentions(CustomerId customer) {
  Mentions out;
  for (const Identifier& identifier : identifiers(customer)) out.add(identifier.value);
  {
    Query query(database_, "SELECT value FROM addresses WHERE customer_id = ?1");
    query.bind(customer);
    while (query.step()) out.add(query.text(0));
  }
  Query query(database_, "SELECT order_key FROM orders WHERE customer_id = ?1");
  query.bind(customer);
  while (query.step()) out.add(query.text(0));
  return out;
}

std::int64_t Erasures::count_finished() {
  Query query(database_, "SELECT count(*) FROM erasures WHERE finished_at IS NOT NULL");
  return query.step() ? query.integer(0) : 0;
}

ErasureRun::ErasureRun(Database& database, ErasureRow erasure)
    : erasure_(std::move(erasure)), mentions_(Erasures(database).mentions(erasure_.customer)) {
  // Of whom nothing was heard for years, nothing that waits for hours or is kept for weeks can speak.
  if (erasure_.reason == ErasureReason::Retention) scanned_ = scanned_tables.size();
}

// What was said before must have been read, else it would make the customer anew; and what is with a provider
// right now writes down its outcome first.
bool ErasureRun::may_begin(Database& database) const {
  if (Events(database).cursor(reactor_cursor) < erasure_.until_event) return false;
  Query sending(database,
                "SELECT 1 FROM messages m JOIN deliveries d ON d.message_id = m.id WHERE m.customer_id = ?1 "
                "AND d.state = 2 LIMIT 1");
  sending.bind(erasure_.customer);
  return !sending.step();
}

ErasureRun::Progress ErasureRun::step(Database& database, std::chrono::microseconds at_most) {
  if (!may_begin(database)) return Progress::Waits;
  const auto started = std::chrono::steady_clock::now();
  do {
    if (scan_some(database) || erase_some(database)) continue;
    return Progress::Done;
  } while (std::chrono::steady_clock::now() - started < at_most);
  return Progress::More;
}

// False when all tables have been looked through.
bool ErasureRun::scan_some(Database& database) {
  if (scanned_ == scanned_tables.size()) return false;
  const ScannedTable& table = scanned_tables.at(scanned_);
  std::vector<std::pair<std::int64_t, std::string>> found;
  std::size_t seen = 0;
  {
    Query query(database, table.list);
    query.bind(place_, scanned_at_once);
    for (; query.step(); ++seen) {
      place_ = query.integer(0);
      if (mentions_.in(query.blob(1))) found.emplace_back(place_, query.text(2));
    }
  }
  for (const auto& [id, channel] : found) table.remove(database, id, channel);
  if (seen < scanned_at_once) {
    ++scanned_;
    place_ = 0;
  }
  return true;
}

// False when the plan is through.
bool ErasureRun::erase_some(Database& database) {
  if (part_ == erasure_parts().size()) return false;
  const ErasurePart& part = erasure_parts()[part_];
  const auto rows = first_of(database, part.list, erasure_.customer, place_);
  for (const std::int64_t id : rows) {
    // Before its key is written over: refunds are found by it.
    for (const ErasureAct& act : part.acts) Query(database, act.sql).bind(id).run();
    if (std::string_view(part.name) == "orders") {
      std::string key;
      {
        Query query(database, "SELECT order_key FROM orders WHERE id = ?1");
        query.bind(id);
        if (query.step()) key = query.text(0);
      }
      if (!key.starts_with("erased "))
        Query(database, "UPDATE orders SET order_key = ?2 WHERE id = ?1")
            .bind(id, erased_order_key(database, key))
            .run();
    }
    place_ = id;
  }
  if (rows.empty()) {
    ++part_;
    place_ = 0;
  }
  return true;
}

std::string erasure_seal(const Database& database, const ErasureRow& erasure) {
  const std::string said =
      fmt::format("erasure {} {} {} {}", erasure.customer, static_cast<std::int64_t>(erasure.reason),
                  to_ms(erasure.asked_at), erasure.id);
  return std::string(bytes_of(hmac_sha256(database.ledger_key(), said)));
}

bool is_erasure_on_record(Database& database, CustomerId customer) {
  Query query(
      database,
      "SELECT id, customer_id, reason, asked_at, until_event_id, finished_at, seal FROM erasures WHERE "
      "customer_id = ?1");
  query.bind(customer);
  while (query.step()) {
    if (!query.is_null(6) && equal_in_constant_time(erasure_seal(database, row(query)), query.blob(6)))
      return true;
  }
  return false;
}

bool seal_earlier_erasures(Database& database, std::size_t limit) {
  if (!Meta(database).find(to_seal)) return false;
  std::vector<ErasureRow> found;
  {
    Query query(
        database,
        "SELECT id, customer_id, reason, asked_at, until_event_id, finished_at FROM erasures WHERE seal "
        "IS NULL LIMIT ?1");
    query.bind(limit);
    while (query.step()) found.push_back(row(query));
  }
  for (const ErasureRow& one : found) {
    Query(database, "UPDATE erasures SET seal = ?2 WHERE id = ?1")
        .bind(one.id, as_blob(erasure_seal(database, one)))
        .run();
  }
  if (found.size() == limit) return true;
  Meta(database).remove(to_seal);
  return false;
}

std::string erased_order_key(const Database& database, std::string_view order_key) {
  const std::string said = "order " + std::string(order_key);
  return "erased " + to_hex(bytes_of(hmac_sha256(database.ledger_key(), said)).substr(0, 16));
}

}  // namespace lifecycled
