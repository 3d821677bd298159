// The last look before a message leaves: may it go now, later, or never? Asked inside the claim's
// transaction, on the writer thread. Each answer has its reason, which `explain` shows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time_zones.hpp"
#include "config/settings.hpp"
#include "delivery/channel_volume.hpp"
#include "delivery/customer_caps.hpp"
#include "delivery/verdict.hpp"
#include "store/deliveries.hpp"

namespace lifecycled {

struct GateSettings {
  DeliverySettings delivery;
  TimeZone shop_zone;
  std::vector<ChannelSettings> channels = {};
};

// Whether [delivery] only_to lets this address be written to, in the form in which addresses are compared.
bool is_among_only_to(const DeliverySettings& settings, const std::string& normal_address);

// Marketing to an address counts for the caps.
bool takes_cap_slot(const DeliveryRow& delivery, const MessageRow& message);

class Gates {
 public:
  explicit Gates(GateSettings settings);

  // In this order: time left, processing of the customer's data, journey still wants it, campaign goes on,
  // address still there, only_to, consent and suppression, topic, wish for this campaign, rest, break,
  // support case, quiet hours, legal hours, channel, volume, cap, turn.
  Verdict ask(Database& database, const DeliveryRow& delivery, const MessageRow& message, Instant now) const;

  // What ask() would say, gate by gate, for explain.
  struct Named {
    std::string gate;
    Verdict verdict;
  };
  std::vector<Named> ask_each(Database& database, const DeliveryRow& delivery, const MessageRow& message,
                              Instant now) const;

  const ChannelVolume& volume() const { return volume_; }

 private:
  struct Asked;
  struct Gate;
  static const std::vector<Gate>& gates();
  Asked asked(Database& database, const DeliveryRow& delivery, const MessageRow& message, Instant now) const;
  // The first word that is not Pass, of the first `count` gates.
  Verdict ask_first(const Asked& asked, std::size_t count) const;

  Verdict time_left(const Asked& asked) const;
  Verdict processing(const Asked& asked) const;
  Verdict journey_still_wants_it(const Asked& asked) const;
  Verdict campaign_goes_on(const Asked& asked) const;
  Verdict address_allowed(const Asked& asked) const;
  Verdict consent(const Asked& asked) const;
  Verdict topic(const Asked& asked) const;
  Verdict campaign_wanted(const Asked& asked) const;
  Verdict rest(const Asked& asked) const;
  Verdict on_break(const Asked& asked) const;
  Verdict support_case(const Asked& asked) const;
  Verdict quiet_hours(const Asked& asked) const;
  Verdict legal_hours(const Asked& asked) const;
  Verdict channel_goes_on(const Asked& asked) const;
  Verdict volume(const Asked& asked) const;
  Verdict cap(const Asked& asked) const;
  Verdict turn(const Asked& asked) const;
  const ChannelSettings* channel(const Asked& asked) const;

  GateSettings settings_;
  ChannelVolume volume_;
  CustomerCaps caps_;
};

}  // namespace lifecycled
