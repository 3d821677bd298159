// What came in and could not be understood, kept with its reason and never dropped in silence. Runs on the
// thread that owns the connection.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "store/events.hpp"

namespace lifecycled {

struct QuarantinedItem {
  std::int64_t id = 0;
  Instant received_at;
  std::string reason;
  std::string body;
};

class Quarantine {
 public:
  explicit Quarantine(Database& database) : database_(database) {}

  // `event`: whose event it was, where it had become one.
  void add(EventSource source, std::string_view reason, std::string_view body, Instant now,
           std::optional<EventId> event = std::nullopt);
  std::int64_t count();
  std::vector<QuarantinedItem> latest(std::size_t limit);

 private:
  Database& database_;
};

}  // namespace lifecycled
