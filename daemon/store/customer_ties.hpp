// What binds a customer to the shop for a while under an id of the shop's own: support cases and
// subscriptions. The word that one was closed may come before the word that it was opened. Runs on the thread
// that owns the connection.
#pragma once

#include <cstdint>
#include <string_view>

#include "store/customers.hpp"

namespace lifecycled {

// The numbers reach the disk.
enum class TieKind : std::int64_t { SupportCase = 1, Subscription = 2 };

class CustomerTies {
 public:
  explicit CustomerTies(Database& database) : database_(database) {}

  // The latest word by its moment counts; of two of the same moment, the one that closes. Keeps the
  // customer's counts of open ones in step.
  void tell(CustomerId customer, TieKind kind, std::string_view key, bool open, Instant at);
  std::int64_t open(CustomerId customer, TieKind kind);

 private:
  Database& database_;
};

}  // namespace lifecycled
