// A browser's subscription (W3C Push API), which anybody may have made up: nothing of it is used before it
// was checked here. Pure.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "encryption.hpp"

namespace webpush {

// The address is none that this channel may write to; the text says why, without telling the address.
struct BadSubscription : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

struct Subscription {
  std::string endpoint;
  std::string host;    // "fcm.googleapis.com", with a port that is not 443
  std::string origin;  // "https://" and the host
  Receiver receiver;
};

// Throws BadSubscription.
Subscription read_subscription(std::string_view json);

// Where push messages may go: the services of the known browsers, and those that the shop names.
class PushServices {
 public:
  // Each is "push.example.org", "*.push.example.org" (whatever lies below) or one of these with ":8443".
  // std::invalid_argument names the one that is none of these.
  explicit PushServices(const std::vector<std::string>& more);
  bool includes(std::string_view host) const;

 private:
  std::vector<std::string> hosts_;
};

}  // namespace webpush
