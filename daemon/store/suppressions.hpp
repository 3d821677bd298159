// Who is not to be written to, whatever was agreed: addresses and domains, as keyed hashes alone, so that the
// list tells nobody who is on it and outlives the customers. Runs on the thread that owns the connection.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "store/database.hpp"

namespace lifecycled {

// The numbers reach the disk.
enum class SuppressionReason : std::int64_t {
  HardBounce = 1,
  Complaint = 2,
  Erased = 3,
  DoNotContact = 4,
  NotAsked = 5,  // whoever reads it was asked for a first yes and said that it was not them
};
std::string_view to_text(SuppressionReason reason);  // "do not contact"

// What is suppressed: an address as compared, of a kind ("email", "phone", ...), or a domain of e-mail.
struct SuppressedThing {
  static constexpr std::string_view domain = "domain";
  std::string kind, value;
};

struct SuppressionRow {
  std::string hash;     // its bytes
  std::string channel;  // "" = all
  SuppressionReason why = SuppressionReason::DoNotContact;
  bool is_domain = false;
  Instant since;
};

struct SuppressionCount {
  SuppressionReason why = SuppressionReason::DoNotContact;
  bool is_domain = false;
  std::int64_t count = 0;
};

class Suppressions {
 public:
  explicit Suppressions(Database& database) : database_(database) {}

  // False: it stood there before; the first date stays.
  bool add(const SuppressedThing& thing, std::string_view channel, SuppressionReason why, Instant at);
  // Of all reasons, also what channels told of customers' own addresses. Returns what stood there.
  std::vector<SuppressionRow> remove(const SuppressedThing& thing);
  // Whoever was erased and agrees after that may be written to again.
  void lift_erasure(const SuppressedThing& thing, Instant agreed_at);

  // What stands against exactly this.
  std::vector<SuppressionRow> of(const SuppressedThing& thing);
  // What stands against this address on this channel, its domain and the domains above that among it.
  std::vector<SuppressionRow> against(std::string_view kind, std::string_view normal,
                                      std::string_view channel);

  // When the latest was added; nothing while there is none.
  std::optional<Instant> newest();
  // In the order of their dates, the latest first.
  std::vector<SuppressionRow> latest(std::size_t limit);
  std::vector<SuppressionCount> counts();

 private:
  std::string hash(const SuppressedThing& thing) const;
  Database& database_;
};

// "a@mail.shop.example": "mail.shop.example", "shop.example", "example".
std::vector<std::string> domains_of(std::string_view email);

}  // namespace lifecycled
