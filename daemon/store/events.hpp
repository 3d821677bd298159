// The event log: everything that happened, in the order in which we learnt of it. Runs on the thread that
// owns the connection.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "store/database.hpp"

namespace lifecycled {

using EventId = std::int64_t;
using CustomerId = std::int64_t;

// The numbers reach the disk: do not change them.
enum class EventSource : std::int64_t {
  Http = 1,
  Import = 2,
  Engine = 3,
  Page = 4,
  Channel = 5,
  Operator = 6
};

struct NewEvent {
  std::string message_id;  // the sender's; the same one within 30 days is the same event. "" = never the same
  std::string name;
  Instant occurred_at;
  EventSource source = EventSource::Http;
  std::optional<std::string> user_id, anonymous_id;
  std::optional<CustomerId> customer;  // where we know it ourselves
  std::optional<EventId> cause;
  std::int64_t depth = 0;
  std::optional<std::int64_t> delivery;
  std::string body;  // JSON: properties of an event, traits of an identify
};

struct StoredEvent {
  EventId id = 0;
  std::string name;
  Instant occurred_at, received_at;
  EventSource source = EventSource::Http;
  std::optional<std::string> user_id, anonymous_id;
  std::optional<CustomerId> customer;
  std::optional<EventId> cause;
  std::int64_t depth = 0;
  std::optional<std::int64_t> delivery;
  std::string body;
};

class Events {
 public:
  explicit Events(Database& database) : database_(database) {}

  // How many of them were new.
  std::size_t append(const std::vector<NewEvent>& events, Instant now);
  // What the daemon itself says, which nobody repeats: its message_id is not looked at. Beware that
  // append({event}, now) means this one.
  EventId append(const NewEvent& event, Instant now);
  std::vector<StoredEvent> read_after(EventId after, std::size_t limit);
  std::optional<StoredEvent> find(EventId id);
  EventId last_id();

  EventId cursor(const char* reader);
  void set_cursor(const char* reader, EventId at);

  void link(CustomerId customer, EventId event);
  // The customer's latest events, newest first.
  std::vector<StoredEvent> of_customer(CustomerId customer, std::size_t limit);

  // Of somebody who is being erased: that it happened stays, and nobody's.
  void forget_body(EventId id);

  // Forgets ids of events received before the day of `before`, looking at `limit` rows from where the last
  // call stopped ("" at first); false when it has come round, and the next call begins anew.
  bool forget_ids(Instant before, std::string& from_key, std::size_t limit);

 private:
  EventId insert(const NewEvent& event, Instant now);
  void note_day(EventId id, Instant now);

  Database& database_;
};

// The de-duplication key of an id: what time the id itself carries (Segment's clients put it in), then its
// hash.
std::string event_key(std::string_view message_id);

}  // namespace lifecycled
