// What a customer has chosen, read for the preference centre, and the events that say what they choose anew.
// On the thread that owns the connection.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/link_payload.hpp"
#include "config/settings.hpp"
#include "store/address_change.hpp"
#include "store/addresses.hpp"
#include "store/deliveries.hpp"

namespace lifecycled {

struct ChannelChoice {
  std::string name;
  std::string kind, address;  // the customer's newest of that kind
  bool is_on = false;
};

enum class Frequency { Usual, Fewer, Pause };
std::string_view to_text(Frequency frequency);
std::optional<Frequency> frequency_from_text(std::string_view text);
// How long "not for 30 days" is.
constexpr Milliseconds pause_of_marketing{30 * 86'400'000LL};

struct Preferences {
  bool is_known = false;  // false: the customer is gone
  std::optional<std::string> language;
  std::vector<ChannelChoice> channels;  // by which the customer can be reached
  std::map<std::string, bool> topics;   // those about which something was said; the others are wanted
  bool wants_fewer = false;
  std::optional<Instant> paused_until;
  bool has_stopped = false;  // single campaigns
  bool may_profile = false;

  Frequency frequency() const;
};
// `profiling_default`: what the shop says of those who have said nothing of it.
struct PreferenceQuestion {
  const std::vector<ChannelSettings>& channels;
  bool profiling_default = false;
};
Preferences preferences_of(Database& database, const PreferenceQuestion& question, CustomerId customer,
                           Instant now);

struct NewPreferences {
  struct Channel {
    std::string name;
    bool is_on = false;
    std::string wording;  // what stood beside it, for the ledger
  };
  std::vector<Channel> channels;
  std::map<std::string, bool> topics;
  std::optional<Frequency> frequency;
  std::string page_language;            // in which it was said
  std::string client;                   // the IP address that said it, for the ledger
  std::optional<std::string> language;  // to be written to in
  bool restarts = false;                // what was stopped one by one
  std::optional<bool> may_profile;
  std::string profiling_wording, restart_wording;
};
// As they will be when the reactor has read what was saved.
Preferences with_choices(Preferences before, const NewPreferences& wanted, Instant now);
// How many events were written: one for each thing that is other than before.
std::size_t save_preferences(Database& database, const PreferenceQuestion& question,
                             const UnsubscribeLink& link, const NewPreferences& wanted, Instant now);
// "Yes, keep me posted", which changes nothing but is a sign of life; of one message it counts once. False:
// the customer is gone, or has said so already.
bool keep_in_touch(Database& database, const UnsubscribeLink& link, Instant now);

// A link to a new address, queued: whoever follows it proves the address.
// Own: the shop writes to that address already.
enum class AddressLink { Queued, Own, TooMany, Gone };
struct AddressLinkOrder {
  std::string channel, message, value, normal, idempotency_key;
  Milliseconds expires_after{0};
};
AddressLink queue_address_link(Database& database, CustomerId customer, const AddressLinkOrder& order,
                               Instant now);
}  // namespace lifecycled
