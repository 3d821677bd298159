#include "store/ledger_upgrade.hpp"

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/consent_chain.hpp"
#include "store/erasures.hpp"
#include "store/event_seal.hpp"
#include "store/identifier_seal.hpp"
#include "store/meta.hpp"
#include "store/suppressions.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t rows_at_once = 2'000;
constexpr const char* to_fill = "suppressions_to_fill";

// The words that migrations leave, each in a database that held such rows.
constexpr std::array<std::pair<const char*, std::string_view>, 4> what_was_not_sealed{
    {{"consents_to_seal", "consents"},
     {"erasures_to_seal", "erasures"},
     {"identifiers_to_seal", "identifiers"},
     {"events_to_seal", "waiting events"}}};

struct Told {
  std::int64_t address = 0;
  SuppressedThing thing;
  std::string channel;
  SuppressionReason why = SuppressionReason::HardBounce;
  Instant since;
};

// False when none is left.
bool fill_suppressions(Database& database) {
  const auto after = Meta(database).find(to_fill);
  if (!after) return false;
  std::vector<Told> found;
  {
    Query query(database,
                "SELECT h.address_id, a.kind, a.normal, h.channel, h.suppression, h.suppressed_at FROM "
                "address_health h JOIN addresses a ON a.id = h.address_id WHERE h.address_id > ?1 AND "
                "h.suppressed_at IS NOT NULL ORDER BY h.address_id LIMIT ?2");
    query.bind(static_cast<std::int64_t>(std::stoll(*after)), rows_at_once);
    while (query.step())
      found.push_back(
          {query.integer(0),
           {query.text(1), query.text(2)},
           query.text(3),
           query.text(4) == "complaint" ? SuppressionReason::Complaint : SuppressionReason::HardBounce,
           from_ms(query.integer(5))});
  }
  for (const Told& one : found) Suppressions(database).add(one.thing, one.channel, one.why, one.since);
  if (found.size() < rows_at_once) {
    Meta(database).remove(to_fill);
    return false;
  }
  // An address has a row a channel: the last one's others come again.
  Meta(database).set(to_fill, std::to_string(found.back().address - 1));
  return true;
}

template <class Step>
void in_slices(Database& database, Step step) {
  for (bool more = true; more;) {
    database.begin();
    try {
      more = step();
      database.commit();
    } catch (...) {
      database.rollback();
      throw;
    }
  }
}

}  // namespace

std::vector<std::string> bring_ledger_up_to_date(Database& database) {
  std::vector<std::string> sealed;
  for (const auto& [key, what] : what_was_not_sealed) {
    if (Meta(database).find(key)) sealed.emplace_back(what);
  }
  in_slices(database, [&] { return ConsentChain(database).seal_earlier(rows_at_once); });
  in_slices(database, [&] { return seal_earlier_erasures(database, rows_at_once); });
  in_slices(database, [&] { return seal_earlier_identifiers(database, rows_at_once); });
  in_slices(database, [&] { return seal_earlier_events(database, rows_at_once); });
  in_slices(database, [&] { return fill_suppressions(database); });
  return sealed;
}

}  // namespace lifecycled
