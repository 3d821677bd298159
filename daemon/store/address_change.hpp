// A customer's change of their e-mail address: the new one waits as an address of a kind of its own until it
// is proven, so that nothing but the link that proves it is sent there. Runs on the thread that owns the
// connection.
#pragma once

#include <string_view>

#include "store/addresses.hpp"

namespace lifecycled {

constexpr std::string_view pending_email = "pending-email";

class AddressChange {
 public:
  explicit AddressChange(Database& database) : database_(database) {}

  // Somebody else reads it: what waits for proof is forgotten, and messages to it are withheld. An address of
  // another kind stays as it is.
  void forget_pending(AddressId address);
  // The one that the shop writes to from now on, also where it was the customer's before.
  void make_newest(AddressId address, Instant now);
  // Whether an event of this id has been written within the last 30 days.
  bool is_done(std::string_view event_id);

 private:
  Database& database_;
};

}  // namespace lifecycled
