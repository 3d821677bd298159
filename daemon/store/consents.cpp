#include "store/consents.hpp"

#include <stdexcept>

#include "store/consent_chain.hpp"

namespace lifecycled {

bool Consents::record(const ConsentRow& consent, Instant now) {
  {
    Query same(database_,
               "SELECT 1 FROM consents WHERE address_id = ?1 AND channel = ?2 AND purpose = ?3 AND at = ?4 "
               "AND given = ?5 AND source = ?6 AND wording IS ?7 LIMIT 1");
    same.bind(consent.address, consent.channel, static_cast<std::int64_t>(consent.purpose), to_ms(consent.at),
              consent.given, consent.source, consent.wording);
    if (same.step()) return false;
  }
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
  const std::string salt = make_salt();
  Query(database_,
        "INSERT INTO consent_evidence (consent_id, salt, ip, actor, reason, form) VALUES (?1, ?2, ?3, ?4, "
        "?5, ?6)")
      .bind(id, as_blob(salt), consent.ip, consent.actor, consent.reason, evidence_form)
      .run();
  const auto address = Addresses(database_).find(consent.address);
  if (!address) throw std::logic_error("a consent for an address that is not there");
  ConsentChain(database_).seal(
      {id, address->customer, consent.address, consent.channel, static_cast<std::int64_t>(consent.purpose),
       consent.given, to_ms(consent.at), to_ms(now)},
      salt,
      {address->kind, address->normal, consent.source, consent.wording, consent.language, consent.ip,
       consent.actor, consent.reason, evidence_form, address->value, consent.event});
  return true;
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
      "SELECT c.id, c.channel, c.purpose, c.given, c.at, c.source, c.wording, c.language, c.event_id, "
      "e.ip, e.actor, e.reason FROM consents c LEFT JOIN consent_evidence e ON e.consent_id = c.id WHERE "
      "c.address_id = ?1 ORDER BY c.channel, c.purpose, c.at, c.id");
  query.bind(address);
  std::vector<ConsentRow> out;
  while (query.step()) {
    ConsentRow row;
    row.id = query.integer(0);
    row.address = address;
    row.channel = query.text(1);
    row.purpose = static_cast<ConsentPurpose>(query.integer(2));
    row.given = query.integer(3) != 0;
    row.at = from_ms(query.integer(4));
    row.source = query.text(5);
    row.wording = query.text_or_none(6);
    row.language = query.text_or_none(7);
    row.event = query.integer_or_none(8);
    row.ip = query.text_or_none(9);
    row.actor = query.text_or_none(10);
    row.reason = query.text_or_none(11);
    out.push_back(std::move(row));
  }
  return out;
}

std::optional<bool> Consents::is_intact(std::int64_t consent) {
  const auto entry = ConsentChain(database_).of_consent(consent);
  if (!entry) return std::nullopt;
  Query query(database_,
              "SELECT e.salt, a.kind, a.normal, c.source, c.wording, c.language, e.ip, e.actor, e.reason, "
              "e.form, a.value, c.event_id FROM consent_evidence e JOIN consents c ON c.id = e.consent_id "
              "JOIN addresses a ON a.id = c.address_id "
              "WHERE e.consent_id = ?1");
  query.bind(consent);
  if (!query.step()) return std::nullopt;
  const ConsentEvidence evidence{query.text(1),
                                 query.text(2),
                                 query.text(3),
                                 query.text_or_none(4),
                                 query.text_or_none(5),
                                 query.text_or_none(6),
                                 query.text_or_none(7),
                                 query.text_or_none(8),
                                 query.integer(9),
                                 query.text(10),
                                 query.integer_or_none(11)};
  return personal_hash(query.blob(0), evidence) == entry->personal;
}

}  // namespace lifecycled
