// What the tests of this folder share: a folder that goes away, a database in it, and the few rows that other
// rows refer to. For tests alone; each test's own thread.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

#include "store/campaigns.hpp"
#include "store/customers.hpp"
#include "store/deliveries.hpp"
#include "store/messages.hpp"

namespace lifecycled::testing {

// A Thursday, so that neither a week nor a month begins beside it.
constexpr Instant some_noon = from_ms(1'772'712'000'000);  // 2026-03-05T12:00:00Z

class ScratchFolder {
 public:
  ScratchFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "lifecycled-store-XXXXXX").string();
    if (!::mkdtemp(pattern.data())) throw std::runtime_error("no scratch folder at " + pattern);
    path_ = pattern;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path database_file() const { return path_ / "lifecycled.db"; }

 private:
  std::filesystem::path path_;
};

struct ScratchDatabase {
  ScratchFolder folder;
  Database database{folder.database_file(), Database::Mode::ReadWrite};
  // So that tests can say Customers(scratch) and mean its database.
  operator Database&() { return database; }
};

// `sql` must be a constant, as for every Query.
inline std::int64_t number_from(Database& database, const char* sql) {
  Query query(database, sql);
  return query.step() ? query.integer(0) : -1;
}

inline CustomerId add_customer(Database& database) { return Customers(database).create(some_noon); }

inline AddressId add_address(Database& database, CustomerId customer, std::string_view mail) {
  return Addresses(database).add(customer, "email", mail, mail, some_noon);
}

inline MessageId add_message(Database& database, CustomerId customer) {
  MessageRow message;
  message.customer = customer;
  message.name = "welcome";
  message.created_at = some_noon;
  message.expires_at = some_noon + 3 * day_length;
  return Messages(database).add(message);
}

// A journey's row, not stored yet, of a campaign that is.
inline JourneyRow journey_of(Database& database, CustomerId customer, std::string_view campaign) {
  Campaigns campaigns(database);
  JourneyRow journey;
  journey.campaign = campaigns.ensure(campaign);
  journey.version = campaigns.ensure_version(journey.campaign, "name = \"it\"", some_noon);
  journey.customer = customer;
  journey.started_at = some_noon;
  journey.since = some_noon;
  return journey;
}

// A delivery's row, not stored yet; its key must differ from all others'.
inline DeliveryRow delivery_of(MessageId message, std::string_view key) {
  DeliveryRow delivery;
  delivery.message = message;
  delivery.channel = "email";
  delivery.idempotency_key = key;
  return delivery;
}

}  // namespace lifecycled::testing
