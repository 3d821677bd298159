// What may be done with a customer's data: as usual, kept and nothing more, or nothing since it is being
// erased. Whoever decides or sends asks here first. Runs on the thread that owns the connection.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "store/customers.hpp"

namespace lifecycled {

// The numbers reach the disk, and stand in an index and a view of the schema.
enum class Processing : std::int64_t { Usual = 0, Restricted = 1, BeingErased = 2, Erased = 3 };

struct Restriction {
  Instant since;
  std::string by, why;
};

class DataProcessing {
 public:
  explicit DataProcessing(Database& database) : database_(database) {}

  Processing of(CustomerId customer);
  // Why nothing may be decided about this customer or sent to them, if so: for explain and gates.
  std::optional<std::string> objection(CustomerId customer);

  // False when it was restricted before, or is being erased: the first word stays.
  bool restrict(CustomerId customer, const Restriction& restriction);
  // False when it was not restricted.
  bool lift(CustomerId customer);
  std::optional<Restriction> restriction(CustomerId customer);

 private:
  Database& database_;
};

}  // namespace lifecycled
