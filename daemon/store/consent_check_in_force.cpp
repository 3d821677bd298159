// The part of ConsentCheck that looks at what decisions rest on: whether it follows from what was said.
#include <fmt/format.h>

#include "base/crypto.hpp"
#include "store/campaign_opt_outs.hpp"
#include "store/consent_check.hpp"
#include "store/identifier_seal.hpp"
#include "store/processing.hpp"

namespace lifecycled {

// What decides about a message is the last word that was said, a no winning a tie.
bool ConsentCheck::check_in_force(Database& database, std::size_t rows) {
  struct InForce {
    std::int64_t address = 0;
    std::string channel;
    std::int64_t purpose = 0;
    bool given = false;
    std::int64_t at = 0;
    std::int64_t consent = 0;
  };
  std::vector<InForce> found;
  std::size_t addresses = 0;
  {
    Query query(database, "SELECT id FROM addresses WHERE id > ?1 ORDER BY id LIMIT ?2");
    query.bind(place_, rows);
    std::int64_t last = place_;
    for (; query.step(); ++addresses) last = query.integer(0);
    Query in_force(database,
                   "SELECT address_id, channel, purpose, given, at, consent_id FROM address_consents WHERE "
                   "address_id > ?1 AND "
                   "address_id <= ?2 ORDER BY address_id, channel, purpose");
    in_force.bind(place_, last);
    while (in_force.step())
      found.push_back({in_force.integer(0), in_force.text(1), in_force.integer(2), in_force.integer(3) != 0,
                       in_force.integer(4), in_force.integer(5)});
    place_ = last;
  }
  for (const InForce& one : found) {
    Query last(database,
               "SELECT max(at), min(given) FROM consents WHERE address_id = ?1 AND channel = ?2 AND purpose "
               "= ?3 AND "
               "at = (SELECT max(at) FROM consents WHERE address_id = ?1 AND channel = ?2 AND purpose = ?3)");
    last.bind(one.address, one.channel, one.purpose);
    const bool is_said = last.step() && !last.is_null(0);
    if (!is_said || last.integer(0) != one.at || (last.integer(1) != 0) != one.given) {
      fault(fmt::format("address {}, {}: what is in force is not what was said last", one.address,
                        one.channel));
      continue;
    }
    Query named(
        database,
        "SELECT 1 FROM consents WHERE id = ?1 AND address_id = ?2 AND channel = ?3 AND purpose = ?4 AND "
        "given = ?5 AND at = ?6");
    named.bind(one.consent, one.address, one.channel, one.purpose, one.given, one.at);
    if (!named.step())
      fault(fmt::format("address {}, {}: what is in force points to consent {}, which says another thing",
                        one.address, one.channel, one.consent));
    if (one.purpose == static_cast<std::int64_t>(ConsentPurpose::Campaign))
      check_opt_out(database, one.address, one.channel, {one.given, from_ms(one.at)});
  }
  return addresses == rows;
}

// A word to one campaign is the customer's, at whichever address it was said: the last of them counts.
void ConsentCheck::check_opt_out(Database& database, AddressId address, const std::string& campaign,
                                 const CurrentConsent& word) {
  const auto row = Addresses(database).find(address);
  if (!row || DataProcessing(database).of(row->customer) >= Processing::BeingErased) return;
  const auto last = CampaignOptOuts(database).last_word(row->customer, campaign);
  // It is told once, with the address where it was said.
  if (!last || last->at != word.at || last->given != word.given) return;
  const auto known = Campaigns(database).find(campaign);
  if (!known)
    return fault(fmt::format("campaign {}: it is gone, and with it what customers said to it", campaign));
  const bool has_opted_out = CampaignOptOuts(database).since(row->customer, known->id).has_value();
  if (has_opted_out == last->given)
    fault(fmt::format("customer {}, campaign {}: what is in force is not what was said last", row->customer,
                      campaign));
}

// Whose consents are shown for a name, and whose word counts.
bool ConsentCheck::check_identifiers(Database& database, std::size_t rows) {
  Query query(
      database,
      "SELECT kind, value, customer_id, seal FROM customer_identifiers WHERE (kind, value) > (?1, ?2) "
      "ORDER BY kind, value LIMIT ?3");
  query.bind(identifier_kind_, identifier_, rows);
  std::size_t seen = 0;
  for (; query.step(); ++seen) {
    identifier_kind_ = query.integer(0);
    identifier_ = query.text(1);
    const CustomerId customer = query.integer(2);
    const auto kind = static_cast<IdentifierKind>(identifier_kind_);
    if (query.is_null(3) ||
        !equal_in_constant_time(identifier_seal(database, kind, identifier_, customer), query.blob(3)))
      fault(fmt::format("an identifier of customer {} was given to them by somebody else", customer));
  }
  return seen == rows;
}

}  // namespace lifecycled
