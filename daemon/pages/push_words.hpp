// What browsers say of their push subscriptions, as events: a yes with its evidence, another subscription in
// the place of the old one, a no. Whoever can name a subscription with its secret is the browser that has it.
// On the thread that owns the connection.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "base/time.hpp"
#include "store/addresses.hpp"
#include "store/deliveries.hpp"

namespace lifecycled {

struct PushYes {
  std::string channel, subscription;
  // By a signed link; else by the shop's own ids, of which one is there.
  std::optional<CustomerId> customer;
  DeliveryId delivery = 0;
  std::optional<std::string> user_id, anonymous_id;
  std::string source, text, language, ip;
};
// False: it was known. A browser belongs to one customer, so that a yes for another one is the first one's
// no.
bool say_yes(Database& database, const PushYes& yes, Instant now);

struct PushChange {
  std::string channel, subscription;
  std::string source, ip;
};
// The customers who had said yes with the old subscription have now said so with `fresh`. How many there
// were.
std::size_t say_renewed(Database& database, const PushChange& change, const std::string& fresh, Instant now);
// To advertising and all else: what the browser has given up reaches nobody. How many it was taken from.
std::size_t say_no(Database& database, const PushChange& change, Instant now);

}  // namespace lifecycled
