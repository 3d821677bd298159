#include "store/addresses.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace lifecycled {
namespace {

AddressRow row(const Query& query) {
  return {query.integer(0), query.integer(1), query.text(2), query.text(3), query.text(4)};
}

std::vector<AddressRow> rows(Query& query) {
  std::vector<AddressRow> out;
  while (query.step()) out.push_back(row(query));
  return out;
}

}  // namespace

AddressId Addresses::add(CustomerId customer, std::string_view kind, std::string_view value,
                         std::string_view normal, Instant now) {
  {
    Query known(database_, "SELECT id FROM addresses WHERE customer_id = ?1 AND kind = ?2 AND normal = ?3");
    known.bind(customer, kind, normal);
    if (known.step()) return known.integer(0);
  }
  Query(database_,
        "INSERT INTO addresses (customer_id, kind, value, normal, created_at) VALUES (?1, ?2, ?3, ?4, ?5)")
      .bind(customer, kind, value, normal, to_ms(now))
      .run();
  return database_.last_insert_id();
}

std::optional<AddressRow> Addresses::find(AddressId id) {
  Query query(database_, "SELECT id, customer_id, kind, value, normal FROM addresses WHERE id = ?1");
  query.bind(id);
  if (!query.step()) return std::nullopt;
  return row(query);
}

std::vector<AddressRow> Addresses::of_customer(CustomerId customer, std::string_view kind) {
  Query query(database_,
              "SELECT id, customer_id, kind, value, normal, created_at FROM addresses WHERE customer_id = ?1 "
              "AND kind = ?2");
  query.bind(customer, kind);
  std::vector<std::pair<std::int64_t, AddressRow>> dated;
  while (query.step()) dated.emplace_back(query.integer(5), row(query));
  // There is one, as a rule; a sorter of SQLite's costs more than finding it.
  std::ranges::sort(dated, std::greater{},
                    [](const auto& entry) { return std::pair(entry.first, entry.second.id); });
  std::vector<AddressRow> out;
  for (auto& [created_at, address] : dated) out.push_back(std::move(address));
  return out;
}

std::vector<AddressRow> Addresses::of_customer(CustomerId customer) {
  Query query(database_,
              "SELECT id, customer_id, kind, value, normal FROM addresses WHERE customer_id = ?1 "
              "ORDER BY kind, created_at DESC, id DESC");
  query.bind(customer);
  return rows(query);
}

std::vector<AddressRow> Addresses::with_value(std::string_view kind, std::string_view normal) {
  Query query(database_,
              "SELECT id, customer_id, kind, value, normal FROM addresses WHERE kind = ?1 AND normal = ?2");
  query.bind(kind, normal);
  return rows(query);
}

void Addresses::suppress(AddressId id, std::string_view channel, std::string_view why, Instant at) {
  Query(
      database_,
      "INSERT INTO address_health (address_id, channel, suppressed_at, suppression) VALUES (?1, ?2, ?3, ?4) "
      "ON CONFLICT (address_id, channel) DO UPDATE SET suppressed_at = excluded.suppressed_at, "
      "suppression = excluded.suppression WHERE suppressed_at IS NULL")
      .bind(id, channel, to_ms(at), why)
      .run();
}

std::optional<Suppression> Addresses::suppression(AddressId id, std::string_view channel) {
  Query query(database_,
              "SELECT suppressed_at, suppression FROM address_health WHERE address_id = ?1 AND channel = ?2 "
              "AND suppressed_at IS NOT NULL");
  query.bind(id, channel);
  if (!query.step()) return std::nullopt;
  return Suppression{from_ms(query.integer(0)), query.text(1)};
}

void Addresses::note_inbound(AddressId id, std::string_view channel, Instant at) {
  Query(database_,
        "INSERT INTO address_health (address_id, channel, last_inbound_at) VALUES (?1, ?2, ?3) "
        "ON CONFLICT (address_id, channel) DO UPDATE SET "
        "last_inbound_at = max(coalesce(last_inbound_at, 0), excluded.last_inbound_at)")
      .bind(id, channel, to_ms(at))
      .run();
}

std::optional<Instant> Addresses::last_inbound(AddressId id, std::string_view channel) {
  Query query(database_,
              "SELECT last_inbound_at FROM address_health WHERE address_id = ?1 AND channel = ?2 "
              "AND last_inbound_at IS NOT NULL");
  query.bind(id, channel);
  if (!query.step()) return std::nullopt;
  return from_ms(query.integer(0));
}

}  // namespace lifecycled
