// The ids that senders gave to what they told within the last 30 days, beside those of the log itself
// (events.hpp). Runs on the thread that owns the connection.
#pragma once

#include <string_view>

#include "store/database.hpp"

namespace lifecycled {

class EventIds {
 public:
  explicit EventIds(Database& database) : database_(database) {}

  // Whether it is seen for the first time; from now on it is one that was seen.
  bool remember(std::string_view message_id);
  bool knows(std::string_view message_id);

 private:
  Database& database_;
};

}  // namespace lifecycled
