// The chain over the ledger of consents: an entry a consent, each with a keyed hash over the entry before,
// the public fields and a salted hash of the personal ones. Without the key nobody can change, move or leave
// out a consent unseen; an erased customer's salt goes, and the chain stays whole. Runs on the thread that
// owns the connection.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "store/consents.hpp"

namespace lifecycled {

// What is public of a consent, as the chain holds it.
struct ChainedConsent {
  std::int64_t consent = 0;
  CustomerId customer = 0;
  AddressId address = 0;
  std::string channel;
  std::int64_t purpose = 0;
  bool given = false;
  std::int64_t at_ms = 0, recorded_at_ms = 0;
  friend bool operator==(const ChainedConsent&, const ChainedConsent&) = default;
};

// What is personal of it.
struct ConsentEvidence {
  std::string kind, normal;  // of the address
  std::string source;
  std::optional<std::string> wording, language, ip, actor, reason;
  std::int64_t form = 1;              // 1: of before schema 20, without what follows
  std::string value = {};             // the address as it was typed
  std::optional<EventId> event = {};  // that said it
};
constexpr std::int64_t evidence_form = 2;

struct ChainEntry {
  std::int64_t n = 0;
  ChainedConsent consent;
  std::string personal;  // hash over salt and evidence, its bytes
  std::string hash;      // over the entry before and all of this, its bytes
};

struct ChainHead {
  std::int64_t entries = 0;
  std::string hash;  // hexadecimal
};

// Salted, so that nobody can try out who it was.
std::string personal_hash(std::string_view salt, const ConsentEvidence& evidence);
std::string chain_hash(std::string_view key, std::string_view previous, const ChainEntry& entry);

class ConsentChain {
 public:
  explicit ConsentChain(Database& database) : database_(database) {}

  // The consent is in the table `consents` and its evidence in `consent_evidence`; in the same transaction.
  void seal(const ChainedConsent& consent, std::string_view salt, const ConsentEvidence& evidence);
  std::optional<ChainHead> head();
  std::optional<ChainEntry> find(std::int64_t n);
  std::optional<ChainEntry> of_consent(std::int64_t consent);

  // Consents from before there was a chain, at most `limit`; false when none is left.
  bool seal_earlier(std::size_t limit);

 private:
  Database& database_;
};

// Of which nobody can guess a second one.
std::string make_salt();

}  // namespace lifecycled
