// Where the short links of messages lead, by hash: a link can only lead where a message of ours once pointed.
// Runs on the thread that owns the connection.
#pragma once

#include <optional>
#include <string>

#include "base/tracked_link.hpp"
#include "store/customers.hpp"

namespace lifecycled {

struct LinkTarget {
  TargetHash hash = 0;
  std::string url;
};

class LinkTargets {
 public:
  explicit LinkTargets(Database& database) : database_(database) {}

  // False: another address has this hash already.
  bool add(const LinkTarget& target, CustomerId customer);
  std::optional<std::string> find(TargetHash hash);

 private:
  Database& database_;
};

}  // namespace lifecycled
