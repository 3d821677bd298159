// Goes through the ledger of consents and its chain, a few rows at a time, and tells what was tampered with:
// changed, removed, put in or moved, and whether what is in force follows from what was said. On a connection
// that only reads.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/consent_chain.hpp"

namespace lifecycled {

// What is known outside of the ledger, and held against it.
struct LedgerWitness {
  // An address as compared, from one as typed; of earlier entries only the former was sealed.
  std::function<std::optional<std::string>(std::string_view kind, std::string_view value)> normal = {};
  // Whether one is such a form of the other, now or when it was sealed.
  std::function<bool(std::string_view kind, std::string_view value, std::string_view normal)> is_normal = {};
  // Of events learnt since then it is known whether they were refused (the quarantine is still there).
  // Without it they are not looked at.
  std::optional<Instant> events_since = {};
};

class ConsentCheck {
 public:
  // Up to the head that there is now: what is sealed meanwhile is not looked at.
  explicit ConsentCheck(Database& database, LedgerWitness witness = {});

  // False when all is looked through.
  bool step(Database& database, std::size_t rows);
  // Once the chain is through: whether entry `n` is there and has this hash (hexadecimal), as the log said
  // once.
  void expect_head(Database& database, const ChainHead& head);

  const std::optional<ChainHead>& head() const { return head_; }
  // Not one word, though customers are known: of a new shop that is true, of another one it is a loss.
  bool is_suspiciously_empty() const { return !head_ && has_customers_; }
  std::int64_t entries() const { return entries_; }
  std::int64_t erased() const { return erased_; }  // whose evidence is gone with the customer
  std::int64_t fault_count() const { return fault_count_; }
  // The first of them, a sentence each.
  const std::vector<std::string>& faults() const { return faults_; }

 private:
  bool check_entries(Database& database, std::size_t rows);
  bool check_consents(Database& database, std::size_t rows);
  bool check_in_force(Database& database, std::size_t rows);
  void check_opt_out(Database& database, AddressId address, const std::string& campaign,
                     const CurrentConsent& word);
  bool check_events(Database& database, std::size_t rows);
  bool check_identifiers(Database& database, std::size_t rows);
  bool is_erased(Database& database, CustomerId customer);
  void fault(std::string text);

  LedgerWitness witness_;
  std::map<CustomerId, bool> erasures_;  // on record
  EventId last_event_ = 0;               // applied when the check began
  std::optional<ChainHead> head_;
  bool has_customers_ = false;
  std::int64_t last_n_ = 0, last_consent_ = 0;  // to be looked at
  int part_ = 0;
  std::int64_t place_ = 0;
  std::int64_t identifier_kind_ = 0;  // the place among identifiers
  std::string identifier_;
  std::string previous_;
  std::int64_t previous_consent_ = 0;
  std::int64_t entries_ = 0, erased_ = 0, fault_count_ = 0;
  std::vector<std::string> faults_;
};

}  // namespace lifecycled
