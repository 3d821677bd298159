// How often an address was asked for a first yes on a day, whichever customers left it: keyed hashes alone,
// of the latest two days. Runs on the thread that owns the connection.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "store/database.hpp"

namespace lifecycled {

class AskedAddresses {
 public:
  // Enough for whoever mistypes or loses a mail, and too few to annoy a stranger with.
  static constexpr std::int64_t most_a_day = 3;

  explicit AskedAddresses(Database& database) : database_(database) {}

  // On the UTC day of `now`; the address as compared.
  std::int64_t count(std::string_view kind, std::string_view normal, Instant now);
  void note(std::string_view kind, std::string_view normal, Instant now);

 private:
  std::string hash(std::string_view kind, std::string_view normal) const;
  Database& database_;
};

}  // namespace lifecycled
