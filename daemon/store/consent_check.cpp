#include "store/consent_check.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "base/json_fields.hpp"
#include "store/erasures.hpp"
#include "store/events.hpp"
#include "store/processing.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t most_faults = 100;
constexpr const char* reactor_cursor = "reactor";

// An entry beside what it is about; what is missing is null in the row.
struct Looked {
  ChainEntry entry;
  bool has_consent = false;
  ChainedConsent now;  // what the tables say
  ConsentEvidence evidence;
  std::optional<std::string> salt;
  std::int64_t processing = 0;
};

Looked looked(const Query& query) {
  Looked out;
  out.entry.n = query.integer(0);
  out.entry.consent = {query.integer(1), query.integer(2),      query.integer(3), query.text(4),
                       query.integer(5), query.integer(6) != 0, query.integer(7), query.integer(8)};
  out.entry.personal = query.blob(9);
  out.entry.hash = query.blob(10);
  out.has_consent = !query.is_null(11);
  if (!out.has_consent) return out;
  out.now = {query.integer(11), query.integer(12),      query.integer(13), query.text(14),
             query.integer(15), query.integer(16) != 0, query.integer(17), query.integer(18)};
  out.evidence = {query.text(19),         query.text(20),           query.text(21),
                  query.text_or_none(22), query.text_or_none(23),   query.text_or_none(24),
                  query.text_or_none(25), query.text_or_none(26),   query.integer_or_none(29).value_or(1),
                  query.text(30),         query.integer_or_none(31)};
  if (!query.is_null(27)) out.salt = query.blob(27);
  out.processing = query.integer(28);
  return out;
}

std::string difference(const ChainedConsent& sealed, const ChainedConsent& now) {
  if (sealed.customer != now.customer) return "whose it is";
  if (sealed.address != now.address) return "the address";
  if (sealed.channel != now.channel) return "the channel";
  if (sealed.purpose != now.purpose) return "the purpose";
  if (sealed.given != now.given) return "yes or no";
  if (sealed.at_ms != now.at_ms) return "when it was said";
  return "when it was written down";
}

bool has_row(Database& database, const char* sql, EventId event) {
  Query query(database, sql);
  query.bind(event);
  return query.step();
}

// Whose word an event is, by the address that it names, else by whom it names; nobody where they are gone.
std::vector<AddressRow> addresses_of(Database& database, const StoredEvent& event,
                                     const boost::json::value& body, const LedgerWitness& witness) {
  Addresses addresses(database);
  for (const char* kind : {"email", "phone", "webpush"}) {
    const auto value = text_at(body, kind);
    const auto normal = value && witness.normal ? witness.normal(kind, *value) : std::nullopt;
    if (normal) return addresses.with_value(kind, *normal);
  }
  Customers customers(database);
  auto customer = event.customer;
  if (!customer && event.user_id) customer = customers.find_by(IdentifierKind::UserId, *event.user_id);
  if (!customer && event.anonymous_id)
    customer = customers.find_by(IdentifierKind::AnonymousId, *event.anonymous_id);
  return customer ? addresses.of_customer(*customer) : std::vector<AddressRow>();
}

// What the event says is what the ledger holds: of another matter than this one, or another answer, none.
bool is_word_of(const ConsentRow& row, const StoredEvent& event, std::string_view purpose) {
  constexpr std::array<std::pair<std::string_view, ConsentPurpose>, 3> purposes{
      {{"marketing", ConsentPurpose::Marketing},
       {"transactional", ConsentPurpose::Transactional},
       {"profiling", ConsentPurpose::Profiling}}};
  const auto meant =
      std::ranges::find(purposes, purpose, &std::pair<std::string_view, ConsentPurpose>::first);
  return row.at == event.occurred_at && row.given == (event.name == "Consent Given") &&
         meant != purposes.end() && row.purpose == meant->second;
}

// A word that comes twice, as by a second import, stands there once: by its moment, channel and purpose then.
bool is_missing(Database& database, const StoredEvent& event, const LedgerWitness& witness) {
  if (has_row(database, "SELECT 1 FROM consents WHERE event_id = ?1 LIMIT 1", event.id)) return false;
  if (has_row(database, "SELECT 1 FROM quarantine WHERE event_id = ?1 LIMIT 1", event.id)) return false;
  std::string mistake;
  const auto body = parse_json(event.body, mistake);
  if (!body) return false;
  // A no to everything, or to one campaign, is of whichever addresses there were then.
  const std::string scope = text_at(*body, "scope").value_or("channel");
  if (scope == "campaign" || (scope == "all" && event.name == "Consent Withdrawn")) return false;
  const std::string purpose = text_at(*body, "purpose").value_or("marketing");
  const std::string channel = text_at(*body, "channel").value_or("email");
  const std::vector<AddressRow> addresses = addresses_of(database, event, *body, witness);
  for (const AddressRow& address : addresses) {
    if (DataProcessing(database).of(address.customer) >= Processing::BeingErased) return false;
    for (const ConsentRow& row : Consents(database).history(address.id)) {
      if (row.channel == channel && is_word_of(row, event, purpose)) return false;
    }
  }
  return !addresses.empty();
}

}  // namespace

ConsentCheck::ConsentCheck(Database& database, LedgerWitness witness)
    : witness_(std::move(witness)),
      last_event_(Events(database).cursor(reactor_cursor)),
      head_(ConsentChain(database).head()),
      has_customers_(Customers(database).newest() > 0) {
  if (head_) last_n_ = head_->entries;
  Query last(database, "SELECT id FROM consents ORDER BY id DESC LIMIT 1");
  if (last.step()) last_consent_ = last.integer(0);
}

void ConsentCheck::fault(std::string text) {
  ++fault_count_;
  if (faults_.size() < most_faults) faults_.push_back(std::move(text));
}

bool ConsentCheck::step(Database& database, std::size_t rows) {
  bool more = false;
  switch (part_) {
    case 0:
      more = check_entries(database, rows);
      break;
    case 1:
      more = check_consents(database, rows);
      break;
    case 2:
      more = check_in_force(database, rows);
      break;
    case 3:
      more = check_events(database, rows);
      break;
    case 4:
      more = check_identifiers(database, rows);
      break;
    default:
      return false;
  }
  if (more) return true;
  place_ = 0;
  return ++part_ < 5;
}

// Each entry continues the one before, and says what its consent says.
bool ConsentCheck::check_entries(Database& database, std::size_t rows) {
  Query query(
      database,
      "SELECT h.n, h.consent_id, h.customer_id, h.address_id, h.channel, h.purpose, h.given, h.at, "
      "h.recorded_at, "
      "h.personal, h.hash, c.id, a.customer_id, c.address_id, c.channel, c.purpose, c.given, c.at, "
      "c.recorded_at, "
      "a.kind, a.normal, c.source, c.wording, c.language, e.ip, e.actor, e.reason, e.salt, p.processing, "
      "e.form, a.value, c.event_id FROM consent_chain h LEFT JOIN consents c ON c.id = h.consent_id LEFT "
      "JOIN addresses a ON a.id = "
      "c.address_id "
      "LEFT JOIN consent_evidence e ON e.consent_id = c.id LEFT JOIN customers p ON p.id = a.customer_id "
      "WHERE h.n > ?1 AND h.n <= ?2 ORDER BY h.n LIMIT ?3");
  query.bind(place_, last_n_, rows);
  std::size_t seen = 0;
  for (; query.step(); ++seen) {
    const Looked row = looked(query);
    const std::int64_t n = row.entry.n, consent = row.entry.consent.consent;
    ++entries_;
    if (n == place_ + 2) fault(fmt::format("entry {} is missing", n - 1));
    if (n > place_ + 2) fault(fmt::format("entries {} to {} are missing", place_ + 1, n - 1));
    if (n == place_ + 1 && row.entry.hash != chain_hash(database.ledger_key(), previous_, row.entry))
      fault(fmt::format(
          "entry {} does not follow from the one before it: one of them was changed, moved or put in", n));
    if (consent <= previous_consent_)
      fault(fmt::format("entry {} is about consent {}, which is older than that of the entry before", n,
                        consent));
    place_ = n;
    previous_ = row.entry.hash;
    previous_consent_ = consent;
    if (!row.has_consent) {
      fault(fmt::format("consent {} of entry {} is gone", consent, n));
      continue;
    }
    if (row.now != row.entry.consent) {
      fault(fmt::format("consent {} is not what entry {} says: {} was changed", consent, n,
                        difference(row.entry.consent, row.now)));
    }
    if (row.salt && personal_hash(*row.salt, row.evidence) != row.entry.personal)
      fault(fmt::format("consent {}: the address, how it was said, its text or its evidence was changed",
                        consent));
    if (row.salt && witness_.is_normal &&
        !witness_.is_normal(row.evidence.kind, row.evidence.value, row.evidence.normal))
      fault(fmt::format("consent {}: the address that is written to is not the one that it was said of",
                        consent));
    if (row.salt) continue;
    if (row.processing < 2)
      fault(fmt::format("consent {}: its evidence is gone, and nobody erased the customer", consent));
    else if (!is_erased(database, row.now.customer))
      fault(fmt::format(
          "consent {}: its evidence is gone, and no erasure of customer {} is on record that we sealed",
          consent, row.now.customer));
    else
      ++erased_;
  }
  return seen == rows;
}

bool ConsentCheck::is_erased(Database& database, CustomerId customer) {
  const auto known = erasures_.find(customer);
  if (known != erasures_.end()) return known->second;
  return erasures_.emplace(customer, is_erasure_on_record(database, customer)).first->second;
}

// Each consent has its entry, and one that was said has a last word that is in force.
bool ConsentCheck::check_consents(Database& database, std::size_t rows) {
  Query query(
      database,
      "SELECT c.id, h.n, f.consent_id, p.processing FROM consents c LEFT JOIN consent_chain h ON "
      "h.consent_id = c.id LEFT JOIN address_consents f ON f.address_id = c.address_id AND f.channel = "
      "c.channel AND f.purpose = c.purpose LEFT JOIN addresses a ON a.id = c.address_id LEFT JOIN customers "
      "p "
      "ON p.id = a.customer_id WHERE c.id > ?1 AND c.id <= ?2 ORDER BY c.id LIMIT ?3");
  query.bind(place_, last_consent_, rows);
  std::size_t seen = 0;
  for (; query.step(); ++seen) {
    place_ = query.integer(0);
    if (query.is_null(1))
      fault(fmt::format("consent {} stands in no entry: it was put in beside the ledger", place_));
    if (query.is_null(2) && query.integer(3) < 2)
      fault(fmt::format("consent {}: what is in force of it is gone", place_));
  }
  return seen == rows;
}

// The log of events is a second witness: a word that was taken in and applied stands in the ledger, unless it
// was refused or its customer has been erased since.
bool ConsentCheck::check_events(Database& database, std::size_t rows) {
  if (!witness_.events_since) return false;
  const std::vector<StoredEvent> events = Events(database).read_after(place_, rows);
  for (const StoredEvent& event : events) {
    if (event.id > last_event_) return false;
    place_ = event.id;
    if (event.name != "Consent Given" && event.name != "Consent Withdrawn") continue;
    // Of an empty ledger any word tells, however old.
    if (head_ && event.received_at < *witness_.events_since) continue;
    if (is_missing(database, event, witness_))
      fault(fmt::format("event {}, {} at {}: the ledger has no word of it", event.id, event.name,
                        format_instant(event.occurred_at)));
  }
  return events.size() == rows;
}

void ConsentCheck::expect_head(Database& database, const ChainHead& head) {
  const auto entry = ConsentChain(database).find(head.entries);
  if (!entry)
    fault(
        fmt::format("entry {} was there once and is gone: the end of the ledger was cut off", head.entries));
  else if (!equal_in_constant_time(to_hex(entry->hash), head.hash))
    fault(fmt::format("entry {} is not what it was: the ledger was written anew", head.entries));
}

}  // namespace lifecycled
