#include "store/asked_addresses.hpp"

#include <fmt/format.h>

#include "base/crypto.hpp"

namespace lifecycled {
namespace {

std::int64_t utc_day(Instant at) {
  return std::chrono::floor<std::chrono::days>(at).time_since_epoch().count();
}

}  // namespace

std::string AskedAddresses::hash(std::string_view kind, std::string_view normal) const {
  return std::string(bytes_of(hmac_sha256(database_.ledger_key(), fmt::format("asked {} {}", kind, normal))));
}

std::int64_t AskedAddresses::count(std::string_view kind, std::string_view normal, Instant now) {
  Query query(database_, "SELECT asked FROM asked_addresses WHERE day = ?1 AND hash = ?2");
  const std::string key = hash(kind, normal);
  query.bind(utc_day(now), as_blob(key));
  return query.step() ? query.integer(0) : 0;
}

void AskedAddresses::note(std::string_view kind, std::string_view normal, Instant now) {
  // A day is left over for a clock that is set back a little.
  Query(database_, "DELETE FROM asked_addresses WHERE day < ?1").bind(utc_day(now) - 1).run();
  const std::string key = hash(kind, normal);
  Query(database_,
        "INSERT INTO asked_addresses (day, hash, asked) VALUES (?1, ?2, 1) "
        "ON CONFLICT DO UPDATE SET asked = asked + 1")
      .bind(utc_day(now), as_blob(key))
      .run();
}

}  // namespace lifecycled
