// Erasing customers: which erasures are at work and how far each has come. A slice is a few rows of the plan
// (erasure_plan.hpp), in the caller's transaction; every act may be done twice, so after a crash an erasure
// begins anew. Runs on the thread that owns the connection.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/mentions.hpp"
#include "store/customers.hpp"

namespace lifecycled {

// The numbers reach the disk.
enum class ErasureReason : std::int64_t {
  Asked = 1,      // by the customer: their addresses are never to be written to again
  Retention = 2,  // nothing was heard of them for so long; they may come back
};

struct ErasureRow {
  std::string id;
  CustomerId customer = 0;
  ErasureReason reason = ErasureReason::Asked;
  Instant asked_at;
  EventId until_event = 0;
  std::optional<Instant> finished_at;
};

// What an erased customer was known by: what is left of it are keyed hashes.
struct Identifier {
  std::string kind;  // "user id", "visitor id", "email", "phone", ...
  std::string value;
};

class Erasures {
 public:
  explicit Erasures(Database& database) : database_(database) {}

  // From here on nothing is decided about the customer or sent to them. False: it was begun, or done, before.
  bool begin(const ErasureRow& erasure);
  // Once all is done and the files hold no trace of it: until then a crash begins it anew.
  void finish(std::string_view id, Instant now);
  // Of a person whom this database does not know: noted as done.
  void note_unknown(std::string_view id, Instant now);
  std::optional<ErasureRow> find(std::string_view id);
  std::optional<ErasureRow> of_customer(CustomerId customer);  // at work
  std::vector<ErasureRow> at_work();

  std::vector<Identifier> identifiers(CustomerId customer);
  // All by which a text could speak of the customer: identifiers, addresses as typed and as compared, order
  // ids.
  Mentions mentions(CustomerId customer);

  // Every customer's identifiers, a few at a time: calls `each`(customer, kind, value).
  template <class Each>
  void each_identifier(Each each) {
    Query identifiers(database_, all_identifiers_sql);
    while (identifiers.step())
      each(identifiers.integer(2), kind_name(identifiers.integer(0)), identifiers.text(1));
    Query addresses(database_, all_addresses_sql);
    while (addresses.step()) each(addresses.integer(2), addresses.text(0), addresses.text(1));
  }

  std::int64_t count_finished();

 private:
  static const char* const all_identifiers_sql;
  static const char* const all_addresses_sql;
  static std::string kind_name(std::int64_t kind);
  Database& database_;
};

// One erasure at work, from its first slice to its last. Lives as long as the work takes.
class ErasureRun {
 public:
  // What the customer is known by is read here, before it goes.
  ErasureRun(Database& database, ErasureRow erasure);

  enum class Progress { More, Waits, Done };
  // Waits: for the reactor to read what came before, or for a message that is being handed over.
  Progress step(Database& database, std::chrono::microseconds at_most);
  const ErasureRow& erasure() const { return erasure_; }
  const Mentions& mentions() const { return mentions_; }

 private:
  bool may_begin(Database& database) const;
  bool scan_some(Database& database);
  bool erase_some(Database& database);

  ErasureRow erasure_;
  Mentions mentions_;
  std::size_t scanned_ = 0;  // tables
  std::size_t part_ = 0;
  std::int64_t place_ = 0;
};

// Over an erasure, with the ledger's key: nobody without it can make one up, and pass a cut-out word of the
// ledger for that of an erased customer.
std::string erasure_seal(const Database& database, const ErasureRow& erasure);
// Whether such an erasure of the customer is on record, at work or done.
bool is_erasure_on_record(Database& database, CustomerId customer);
// Those of a database from before erasures were sealed, at most `limit`; false when none is left.
bool seal_earlier_erasures(Database& database, std::size_t limit);

// What stands for the id of an erased customer's order: a word of the shop about it is recognised, and tells
// nobody.
std::string erased_order_key(const Database& database, std::string_view order_key);

}  // namespace lifecycled
