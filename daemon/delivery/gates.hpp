// The last look before a message leaves: may it go now, later, or never? Asked inside the claim's
// transaction, on the writer thread. Each answer has its reason, which `explain` shows.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/time_zones.hpp"
#include "config/settings.hpp"
#include "store/deliveries.hpp"

namespace lifecycled {

struct Pass {};
struct Never {
  std::string reason;
};
struct NotBefore {
  Instant at;
  std::string reason;
};
struct Expired {};
using Verdict = std::variant<Pass, Never, NotBefore, Expired>;

struct GateSettings {
  DeliverySettings delivery;
  TimeZone shop_zone;
};

// Whether [delivery] only_to lets this address be written to, in the form in which addresses are compared.
bool is_among_only_to(const DeliverySettings& settings, const std::string& normal_address);

class Gates {
 public:
  explicit Gates(GateSettings settings) : settings_(std::move(settings)) {}

  // In this order: time left, journey still wants it, address still there, only_to, consent and suppression,
  // rest, quiet hours, cap.
  Verdict ask(Database& database, const DeliveryRow& delivery, const MessageRow& message, Instant now) const;

  // What ask() would say, gate by gate, for explain.
  struct Named {
    std::string gate;
    Verdict verdict;
  };
  std::vector<Named> ask_each(Database& database, const DeliveryRow& delivery, const MessageRow& message,
                              Instant now) const;

 private:
  struct Asked;
  Verdict journey_still_wants_it(const Asked& asked) const;
  Verdict address_allowed(const Asked& asked) const;
  Verdict consent(const Asked& asked) const;
  Verdict rest(const Asked& asked) const;
  Verdict quiet_hours(const Asked& asked) const;
  Verdict cap(const Asked& asked) const;

  GateSettings settings_;
};

// The end of the quiet span that `now` falls into, in that zone; nothing outside of it.
std::optional<Instant> quiet_until(const QuietHours& hours, const TimeZone& zone, Instant now);

}  // namespace lifecycled
