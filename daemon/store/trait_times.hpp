// When the newest word about a customer's names and properties was said: what is told late must not take its
// place. Runs on the thread that owns the connection.
#pragma once

#include <optional>

#include "store/customers.hpp"

namespace lifecycled {

class TraitTimes {
 public:
  explicit TraitTimes(Database& database) : database_(database) {}

  // Nothing where nobody has said anything yet.
  std::optional<Instant> newest(CustomerId customer);
  void note(CustomerId customer, Instant said_at);

 private:
  Database& database_;
};

}  // namespace lifecycled
