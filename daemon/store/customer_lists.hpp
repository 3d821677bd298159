// Lists that customers join and leave by steps of campaigns: "wishes", "club". Runs on the thread that owns
// the connection.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "store/database.hpp"
#include "store/events.hpp"

namespace lifecycled {

class CustomerLists {
 public:
  explicit CustomerLists(Database& database) : database_(database) {}

  // Each says whether anything changed.
  bool join(CustomerId customer, std::string_view list, Instant at);
  bool leave(CustomerId customer, std::string_view list);
  bool contains(CustomerId customer, std::string_view list);
  std::vector<std::string> of_customer(CustomerId customer);

 private:
  Database& database_;
};

}  // namespace lifecycled
