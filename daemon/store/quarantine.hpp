// What came in and could not be understood, kept with its reason and never dropped in silence. Runs on the
// thread that owns the connection.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "store/events.hpp"

namespace lifecycled {

// Where something came in, so that it can be read there once more.
struct QuarantineDoor {
  std::string name;   // "track", "batch" for a call out of one, "intake/NAME"; "" = it cannot be read again
  std::string topic;  // of a shop's webhook
  std::optional<Instant> sent_at;
};

struct QuarantinedItem {
  std::int64_t id = 0;
  Instant received_at;
  std::string reason;
  std::string body;
  EventSource source = EventSource::Http;
  std::optional<EventId> event;
  QuarantineDoor door;
};

class Quarantine {
 public:
  explicit Quarantine(Database& database) : database_(database) {}

  // `event`: whose event it was, where it had become one.
  void add(EventSource source, std::string_view reason, std::string_view body, Instant now,
           std::optional<EventId> event = std::nullopt, const QuarantineDoor& door = {});
  std::int64_t count();
  std::vector<QuarantinedItem> latest(std::size_t limit);
  std::optional<QuarantinedItem> find(std::int64_t id);
  // Those before this one, latest first, and those after it, earliest first.
  std::vector<QuarantinedItem> before(std::int64_t id, std::size_t limit);
  std::vector<QuarantinedItem> after(std::int64_t id, std::size_t limit);
  // It was read once more, and is still not understood.
  void note_reason(std::int64_t id, std::string_view reason);
  void remove(std::int64_t id);

 private:
  Database& database_;
};

}  // namespace lifecycled
