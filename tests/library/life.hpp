// A shop's life under a virtual clock in the daemon's own rooms, put together as the daemon does it. A story
// has a JSON object a line, in order of time:
//   {"at": "2026-03-02T09:00:00Z", "customer": "anna", "event": "Order Completed", "body": {...}}
//   {"at": ..., "event": "Product Back In Stock", "body": {...}}                   without a customer: the
//   shop's own word
//   {"at": ..., "start": "vip-launch", "customer": "anna"}                         `lifecycled start`; or
//   "segment"
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "cli/engine.hpp"
#include "config/load.hpp"
#include "delivery/outbox.hpp"
#include "store/database.hpp"
#include "store/events.hpp"

namespace lifecycled::library {

struct Happening {
  Instant at;
  std::optional<std::string> customer, start, segment;
  NewEvent event;
};

// Throws where a line cannot be read.
std::vector<Happening> read_story(const std::string& file);

class Life {
 public:
  // The first argument is a customer, the second a message, the third a channel.
  using HandedOver = std::function<void(Instant, const std::string&, const std::string&, const std::string&)>;

  Life(Configuration configuration, std::vector<Happening> story, HandedOver handed_over);
  // All that happens up to then, and all that follows from it.
  void run(Instant until);

  Database& database() { return database_; }
  Reactor& reactor() { return *reactor_; }
  const Configuration& configuration() const { return configuration_; }
  std::string name_of(CustomerId customer);

 private:
  static Log log();
  void happen(const Happening& happening);
  void settle();
  bool deliver();
  void hand_over(const std::string& channel, const std::vector<Claim>& claims);

  Configuration configuration_;
  std::vector<Happening> story_;
  VirtualClock clock_;
  SeededRandom random_{1};
  Database database_;
  std::unique_ptr<Reactor> reactor_;
  std::shared_ptr<Outbox> outbox_;
  std::shared_ptr<const DeliveryStock> stock_;
  std::optional<Instant> due_;
  HandedOver handed_over_;
};

}  // namespace lifecycled::library
