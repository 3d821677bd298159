// Ways to reach a customer, and how each is doing on each channel that uses it. Runs on the thread that owns
// the connection.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/customers.hpp"

namespace lifecycled {

using AddressId = std::int64_t;

struct AddressRow {
  AddressId id = 0;
  CustomerId customer = 0;
  std::string kind;    // "email", "phone", "webpush"
  std::string value;   // as typed
  std::string normal;  // as compared
};

struct Suppression {
  Instant since;
  std::string why;
};

class Addresses {
 public:
  explicit Addresses(Database& database) : database_(database) {}

  // The customer's address, made if it is new.
  AddressId add(CustomerId customer, std::string_view kind, std::string_view value, std::string_view normal,
                Instant now);
  std::optional<AddressRow> find(AddressId id);
  // Newest first.
  std::vector<AddressRow> of_customer(CustomerId customer, std::string_view kind);
  std::vector<AddressRow> of_customer(CustomerId customer);
  // Everybody's with this value: a dead mailbox is dead for all who share it.
  std::vector<AddressRow> with_value(std::string_view kind, std::string_view normal);

  void suppress(AddressId id, std::string_view channel, std::string_view why, Instant at);
  std::optional<Suppression> suppression(AddressId id, std::string_view channel);
  // When the customer last wrote to us there; some channels answer within a window only.
  void note_inbound(AddressId id, std::string_view channel, Instant at);
  std::optional<Instant> last_inbound(AddressId id, std::string_view channel);

 private:
  Database& database_;
};

}  // namespace lifecycled
