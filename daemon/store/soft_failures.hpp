// How often in a row an address failed in a way that may pass, such as a full mailbox. Called inside a
// transaction, on the thread that owns the connection.
#pragma once

#include <cstdint>
#include <string_view>

#include "store/addresses.hpp"
#include "store/database.hpp"

namespace lifecycled {

class SoftFailures {
 public:
  explicit SoftFailures(Database& database) : database_(database) {}

  void count_one(AddressId id, std::string_view channel);
  // The address has shown life.
  void forget(AddressId id, std::string_view channel);
  std::int64_t count(AddressId id, std::string_view channel);

 private:
  Database& database_;
};

}  // namespace lifecycled
