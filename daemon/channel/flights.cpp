#include "channel/flights.hpp"

#include <utility>

namespace lifecycled {

std::vector<std::uint64_t> Flights::take_all() {
  std::vector<std::uint64_t> tickets;
  tickets.reserve(open_.size());
  for (const auto& [ticket, deadline] : std::exchange(open_, {})) tickets.push_back(ticket);
  return tickets;
}

std::vector<std::uint64_t> Flights::take_overdue(std::int64_t now_unix_ms) {
  std::vector<std::uint64_t> tickets;
  // A look at each, once a second: there are thousands at most, and an order kept for each message would cost
  // more.
  for (auto at = open_.begin(); at != open_.end();) {
    if (at->second <= now_unix_ms) {
      tickets.push_back(at->first);
      at = open_.erase(at);
    } else {
      ++at;
    }
  }
  return tickets;
}

}  // namespace lifecycled
