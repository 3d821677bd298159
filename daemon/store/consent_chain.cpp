#include "store/consent_chain.hpp"

#include <array>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>
#include <sqlite3.h>

#include "base/crypto.hpp"
#include "store/meta.hpp"

namespace lifecycled {
namespace {

constexpr const char* to_seal = "consents_to_seal";
constexpr std::size_t salt_bytes = 16;

// Each field with its length before it, so that no two lists of fields read alike.
void add_field(std::string& out, std::string_view field) {
  out += fmt::format("{}:{},", field.size(), field);
}
void add_field(std::string& out, const std::optional<std::string>& field) {
  if (field) return add_field(out, std::string_view(*field));
  out += "-,";
}
void add_field(std::string& out, std::int64_t number) {
  add_field(out, std::string_view(std::to_string(number)));
}

ChainEntry entry_of(const Query& query) {
  ChainEntry entry;
  entry.n = query.integer(0);
  entry.consent = {query.integer(1), query.integer(2),      query.integer(3), query.text(4),
                   query.integer(5), query.integer(6) != 0, query.integer(7), query.integer(8)};
  entry.personal = query.blob(9);
  entry.hash = query.blob(10);
  return entry;
}

}  // namespace

// SQLite's own generator is seeded by the system's: this room has no source of chance of its own.
std::string make_salt() {
  std::string salt(salt_bytes, '\0');
  sqlite3_randomness(static_cast<int>(salt.size()), salt.data());
  return salt;
}

std::string personal_hash(std::string_view salt, const ConsentEvidence& evidence) {
  std::string said;
  add_field(said, salt);
  add_field(said, std::string_view(evidence.kind));
  add_field(said, std::string_view(evidence.normal));
  add_field(said, std::string_view(evidence.source));
  for (const auto* field :
       {&evidence.wording, &evidence.language, &evidence.ip, &evidence.actor, &evidence.reason})
    add_field(said, *field);
  if (evidence.form >= 2) {
    add_field(said, evidence.form);
    add_field(said, std::string_view(evidence.value));
    add_field(said, evidence.event ? std::optional(std::to_string(*evidence.event)) : std::nullopt);
  }
  return std::string(bytes_of(sha256(said)));
}

std::string chain_hash(std::string_view key, std::string_view previous, const ChainEntry& entry) {
  std::string said = "consent,";
  add_field(said, previous);
  add_field(said, entry.n);
  add_field(said, entry.consent.consent);
  add_field(said, entry.consent.customer);
  add_field(said, entry.consent.address);
  add_field(said, std::string_view(entry.consent.channel));
  add_field(said, entry.consent.purpose);
  add_field(said, static_cast<std::int64_t>(entry.consent.given));
  add_field(said, entry.consent.at_ms);
  add_field(said, entry.consent.recorded_at_ms);
  add_field(said, std::string_view(entry.personal));
  return std::string(bytes_of(hmac_sha256(key, said)));
}

void ConsentChain::seal(const ChainedConsent& consent, std::string_view salt,
                        const ConsentEvidence& evidence) {
  ChainEntry entry{1, consent, personal_hash(salt, evidence), {}};
  std::string previous;
  {
    Query last(database_, "SELECT n, hash FROM consent_chain ORDER BY n DESC LIMIT 1");
    if (last.step()) {
      entry.n = last.integer(0) + 1;
      previous = last.blob(1);
    }
  }
  entry.hash = chain_hash(database_.ledger_key(), previous, entry);
  Query(database_,
        "INSERT INTO consent_chain (n, consent_id, customer_id, address_id, channel, purpose, given, at, "
        "recorded_at, personal, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)")
      .bind(entry.n, consent.consent, consent.customer, consent.address, consent.channel, consent.purpose,
            consent.given, consent.at_ms, consent.recorded_at_ms, as_blob(entry.personal),
            as_blob(entry.hash))
      .run();
}

std::optional<ChainHead> ConsentChain::head() {
  Query last(database_, "SELECT n, hash FROM consent_chain ORDER BY n DESC LIMIT 1");
  if (!last.step()) return std::nullopt;
  return ChainHead{last.integer(0), to_hex(last.blob(1))};
}

std::optional<ChainEntry> ConsentChain::find(std::int64_t n) {
  Query query(database_,
              "SELECT n, consent_id, customer_id, address_id, channel, purpose, given, at, recorded_at, "
              "personal, hash FROM consent_chain WHERE n = ?1");
  query.bind(n);
  if (!query.step()) return std::nullopt;
  return entry_of(query);
}

std::optional<ChainEntry> ConsentChain::of_consent(std::int64_t consent) {
  Query query(database_,
              "SELECT n, consent_id, customer_id, address_id, channel, purpose, given, at, recorded_at, "
              "personal, hash FROM consent_chain WHERE consent_id = ?1");
  query.bind(consent);
  if (!query.step()) return std::nullopt;
  return entry_of(query);
}

bool ConsentChain::seal_earlier(std::size_t limit) {
  const auto up_to = Meta(database_).find(to_seal);
  if (!up_to) return false;
  struct Unsealed {
    ChainedConsent consent;
    ConsentEvidence evidence;
    bool is_erased = false;
  };
  std::vector<Unsealed> found;
  {
    Query query(
        database_,
        "SELECT c.id, a.customer_id, c.address_id, c.channel, c.purpose, c.given, c.at, c.recorded_at, "
        "a.kind, a.normal, c.source, c.wording, c.language, p.processing, a.value, c.event_id FROM consents "
        "c JOIN addresses "
        "a ON a.id = c.address_id JOIN customers p ON p.id = a.customer_id WHERE c.id > coalesce((SELECT "
        "consent_id FROM consent_chain ORDER BY n DESC LIMIT 1), 0) AND c.id <= ?1 ORDER BY c.id LIMIT ?2");
    query.bind(static_cast<std::int64_t>(std::stoll(*up_to)), limit);
    while (query.step()) {
      Unsealed one;
      one.consent = {query.integer(0), query.integer(1),      query.integer(2), query.text(3),
                     query.integer(4), query.integer(5) != 0, query.integer(6), query.integer(7)};
      one.evidence = {query.text(8),
                      query.text(9),
                      query.text(10),
                      query.text_or_none(11),
                      query.text_or_none(12),
                      {},
                      {},
                      {},
                      evidence_form,
                      query.text(14),
                      query.integer_or_none(15)};
      one.is_erased = query.integer(13) == 3;
      found.push_back(std::move(one));
    }
  }
  for (const Unsealed& one : found) {
    const std::string salt = make_salt();
    seal(one.consent, salt, one.evidence);
    if (one.is_erased) continue;
    Query(database_, "INSERT INTO consent_evidence (consent_id, salt, form) VALUES (?1, ?2, ?3)")
        .bind(one.consent.consent, as_blob(salt), evidence_form)
        .run();
  }
  if (found.size() == limit) return true;
  Meta(database_).remove(to_seal);
  return false;
}

}  // namespace lifecycled
