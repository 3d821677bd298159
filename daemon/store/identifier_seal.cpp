#include "store/identifier_seal.hpp"

#include <vector>

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "store/meta.hpp"

namespace lifecycled {
namespace {

constexpr const char* to_seal = "identifiers_to_seal";
// Enough that nobody guesses one; there are several rows a customer.
constexpr std::size_t seal_bytes = 16;

}  // namespace

std::string identifier_seal(const Database& database, IdentifierKind kind, std::string_view value,
                            CustomerId customer) {
  const std::string said =
      fmt::format("identifier {} {} {}", static_cast<std::int64_t>(kind), customer, value);
  return std::string(bytes_of(hmac_sha256(database.ledger_key(), said)).substr(0, seal_bytes));
}

bool seal_earlier_identifiers(Database& database, std::size_t limit) {
  const auto after = Meta(database).find(to_seal);  // "1 anna"
  if (!after) return false;
  struct Unsealed {
    std::int64_t kind = 0;
    std::string value;
    CustomerId customer = 0;
  };
  std::vector<Unsealed> found;
  {
    Query query(database,
                "SELECT kind, value, customer_id FROM customer_identifiers WHERE (kind, value) > (?1, ?2) "
                "ORDER BY kind, value LIMIT ?3");
    const auto blank = after->find(' ');
    query.bind(static_cast<std::int64_t>(std::stoll(*after)), after->substr(blank + 1), limit);
    while (query.step()) found.push_back({query.integer(0), query.text(1), query.integer(2)});
  }
  for (const Unsealed& one : found) {
    const std::string seal =
        identifier_seal(database, static_cast<IdentifierKind>(one.kind), one.value, one.customer);
    Query(database, "UPDATE customer_identifiers SET seal = ?3 WHERE kind = ?1 AND value = ?2")
        .bind(one.kind, one.value, as_blob(seal))
        .run();
  }
  if (found.size() < limit) {
    Meta(database).remove(to_seal);
    return false;
  }
  Meta(database).set(to_seal, fmt::format("{} {}", found.back().kind, found.back().value));
  return true;
}

}  // namespace lifecycled
