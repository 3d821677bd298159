#include "store/consents.hpp"

namespace lifecycled {

void Consents::record(const ConsentRow& consent, Instant now) {
  Query(database_,
        "INSERT INTO consents (address_id, channel, purpose, given, at, recorded_at, source, wording, "
        "language, "
        "event_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")
      .bind(consent.address, consent.channel, static_cast<std::int64_t>(consent.purpose), consent.given,
            to_ms(consent.at), to_ms(now), consent.source, consent.wording, consent.language, consent.event)
      .run();
  const std::int64_t id = database_.last_insert_id();
  Query(database_,
        "INSERT INTO address_consents (address_id, channel, purpose, given, at, consent_id) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (address_id, channel, purpose) "
        "DO UPDATE SET given = excluded.given, at = excluded.at, consent_id = excluded.consent_id "
        "WHERE excluded.at > at OR (excluded.at = at AND (excluded.given = 0 OR given = 1))")
      .bind(consent.address, consent.channel, static_cast<std::int64_t>(consent.purpose), consent.given,
            to_ms(consent.at), id)
      .run();
}

std::optional<CurrentConsent> Consents::current(AddressId address, std::string_view channel,
                                                ConsentPurpose purpose) {
  Query query(
      database_,
      "SELECT given, at FROM address_consents WHERE address_id = ?1 AND channel = ?2 AND purpose = ?3");
  query.bind(address, channel, static_cast<std::int64_t>(purpose));
  if (!query.step()) return std::nullopt;
  return CurrentConsent{query.integer(0) != 0, from_ms(query.integer(1))};
}

std::optional<CurrentConsent> Consents::latest_of(CustomerId customer, ConsentPurpose purpose) {
  Query query(database_,
              "SELECT c.given, c.at FROM addresses a JOIN address_consents c ON c.address_id = a.id "
              "WHERE a.customer_id = ?1 AND c.purpose = ?2");
  query.bind(customer, static_cast<std::int64_t>(purpose));
  std::optional<CurrentConsent> latest;
  while (query.step()) {
    const CurrentConsent word{query.integer(0) != 0, from_ms(query.integer(1))};
    if (!latest || word.at > latest->at || (word.at == latest->at && !word.given)) latest = word;
  }
  return latest;
}

std::vector<ConsentRow> Consents::history(AddressId address) {
  Query query(
      database_,
      "SELECT id, channel, purpose, given, at, source, wording, language, event_id FROM consents WHERE "
      "address_id = ?1 "
      "ORDER BY channel, purpose, at, id");
  query.bind(address);
  std::vector<ConsentRow> out;
  while (query.step()) {
    out.push_back({query.integer(0), address, query.text(1), static_cast<ConsentPurpose>(query.integer(2)),
                   query.integer(3) != 0, from_ms(query.integer(4)), query.text(5), query.text_or_none(6),
                   query.text_or_none(7), query.integer_or_none(8)});
  }
  return out;
}

}  // namespace lifecycled
