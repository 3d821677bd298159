// The functions that conditions and the view customer_profile call, made known to one connection, and the
// moment, event and journey they look at. Lives as long as the connection; same thread.
#pragma once

#include <optional>
#include <string>

#include <boost/json/value.hpp>

#include "store/database.hpp"
#include "store/events.hpp"

namespace lifecycled {

// What a condition is asked about, besides the customer.
struct Situation {
  Instant now;
  const StoredEvent* event = nullptr;  // the event at hand
  std::optional<Instant> journey_started_at;
};

class ProfileFunctions {
 public:
  ProfileFunctions(Database& database, std::string currency);
  ProfileFunctions(const ProfileFunctions&) = delete;
  ProfileFunctions& operator=(const ProfileFunctions&) = delete;

  void look_at(const Situation& situation);

  // For the functions themselves.
  const Situation& situation() const { return situation_; }
  const std::string& currency() const { return currency_; }
  // The event's properties, read once an event.
  const boost::json::value& event_body();

 private:
  std::string currency_;
  Situation situation_;
  std::optional<boost::json::value> body_;
  EventId body_of_ = 0;  // whose properties body_ holds; the event itself may be gone by now
};

}  // namespace lifecycled
