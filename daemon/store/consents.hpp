// The consent ledger and what follows from it now. consent/ decides what an event means; this keeps it. Runs
// on the thread that owns the connection.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/addresses.hpp"

namespace lifecycled {

// The numbers reach the disk.
enum class ConsentPurpose : std::int64_t {
  Marketing = 1,
  Transactional = 2,
  Profiling = 3,
  Campaign = 4,  // messages of one campaign, whose name stands in place of the channel
  Asked = 5,     // somebody left the address and asked for news: no yes yet, and evidence of who began
};

struct ConsentRow {
  std::int64_t id = 0;
  AddressId address = 0;
  std::string channel;
  ConsentPurpose purpose = ConsentPurpose::Marketing;
  bool given = false;
  Instant at;
  std::string source;  // how: "checkout", "one-click", "import", ...
  std::optional<std::string> wording, language;
  std::optional<EventId> event;
  std::optional<std::string> ip;             // of whoever said it on a page
  std::optional<std::string> actor, reason;  // the person of the shop who wrote it down, and why
};

struct CurrentConsent {
  bool given = false;
  Instant at;
};

class Consents {
 public:
  explicit Consents(Database& database) : database_(database) {}

  // Appends to the ledger and seals it (consent_chain.hpp); what is now true is the latest word by time, a
  // withdrawal winning a tie. The same word of the same moment, as of a second import, is one: false.
  bool record(const ConsentRow& consent, Instant now);
  // Nothing: never asked.
  std::optional<CurrentConsent> current(AddressId address, std::string_view channel, ConsentPurpose purpose);
  // The latest word on any channel and address, a no winning a tie.
  std::optional<CurrentConsent> latest_of(CustomerId customer, ConsentPurpose purpose);
  std::vector<ConsentRow> history(AddressId address);
  // Whether the evidence of it is what was sealed; nothing where it has been erased or was never sealed.
  std::optional<bool> is_intact(std::int64_t consent);

 private:
  Database& database_;
};

}  // namespace lifecycled
