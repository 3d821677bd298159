// The functions that conditions and the view customer_profile call, made known to one connection, and the
// moment, event and journey they look at. Lives as long as the connection; same thread.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include <boost/json/value.hpp>

#include "store/database.hpp"
#include "store/events.hpp"
#include "store/shop_figures.hpp"

namespace lifecycled {

// What a condition is asked about, besides the customer.
struct Situation {
  Instant now;
  const StoredEvent* event = nullptr;  // the event at hand
  std::optional<Instant> journey_started_at = std::nullopt;
  const StoredEvent* heard = nullptr;  // what ended the journey's latest wait
};

class ProfileFunctions {
 public:
  ProfileFunctions(Database& database, std::string currency);
  ProfileFunctions(const ProfileFunctions&) = delete;
  ProfileFunctions& operator=(const ProfileFunctions&) = delete;

  void look_at(const Situation& situation);

  // The shop's figures that are in force: whoever saves new ones says so.
  void use_figures(const ShopFiguresRow& figures);
  // The first moment after the one looked at, at which an answer given since the last call changes by itself.
  std::optional<Instant> take_next_change() { return std::exchange(next_change_, std::nullopt); }

  // For the functions themselves.
  const ShopFiguresRow& figures() const { return figures_; }
  void changes_at(Instant at);
  Database& database() { return database_; }
  const Situation& situation() const { return situation_; }
  const std::string& currency() const { return currency_; }
  // Their properties, read once an event.
  const boost::json::value& event_body() { return body_of(situation_.event, event_); }
  const boost::json::value& heard_body() { return body_of(situation_.heard, heard_); }

 private:
  Database& database_;
  ShopFiguresRow figures_;
  std::optional<Instant> next_change_;
  std::string currency_;
  Situation situation_;
  struct ReadBody {
    EventId event = 0;  // whose it is; the event itself may be gone by now
    std::optional<boost::json::value> body;
  };
  const boost::json::value& body_of(const StoredEvent* event, ReadBody& read);
  ReadBody event_, heard_;
};

}  // namespace lifecycled
