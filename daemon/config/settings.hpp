// lifecycled.toml as plain values with their defaults in place. Read by config/load, used by everyone below;
// constant after loading, so any thread may read it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/ip_address.hpp"
#include "base/problem.hpp"
#include "base/time.hpp"
#include "config/share.hpp"
#include "config/track_wish.hpp"
#include "config/week_hours.hpp"

namespace lifecycled {

struct ShopSettings {
  std::string name;            // shown in messages and pages; required
  std::string postal_address;  // the law of most countries wants it in every marketing mail
  std::string url;             // the shop's own site
  std::string time_zone = "UTC";
  std::string language = "en";  // as canonical_language writes it; the last fallback of every message
  std::string currency = "EUR";
  std::string color;  // the pages' accent, "#1f5f4f" in small letters; "" = ours
  std::string logo;   // a small picture for the pages; absolute; "" = the shop's name
  Place place, logo_place;
};

// The pages behind the links of messages.
struct PageSettings {
  enum class Rating { Stars, Smileys };
  std::string
      folder;  // the shop's own templates and texts; absolute; default pages/, which need not be there
  Rating rating = Rating::Stars;
  bool product_pictures = false;  // a request to wherever they lie, for each picture of an order
  Milliseconds proof_lasts{14 *
                           86'400'000LL};  // of links that say yes to an address, from when they were made
};

// Where a secret comes from: "env:NAME", "file:PATH" (absolute) or "credential:NAME" (systemd). Never the
// secret itself.
struct SecretReference {
  std::string text;
  Place place;
};

struct HttpSettings {
  // "127.0.0.1:8480", "tls:0.0.0.0:443", "unix:/run/lifecycled-http/http.sock"; port 0 = any free one.
  std::vector<std::string> listen{"127.0.0.1:8480"};
  std::string public_url;  // what customers' links begin with, without a "/" at the end;
                           // default the first address of `listen`
  std::optional<SecretReference> certificate, key;  // PEM; both or neither
  std::vector<IpRange> trusted_proxies;             // whose word about the client is believed
  std::uint32_t per_client_count = 600;             // requests to public paths; 0 = any number
  Milliseconds per_client_span{60'000};
  std::uint32_t most_body_bytes = 512 * 1024;
  std::uint32_t most_connections = 1024;
  std::uint32_t most_connections_per_client = 256;
};

struct IntakeSettings {
  std::vector<SecretReference> write_keys;    // of the shop's servers
  std::vector<SecretReference> browser_keys;  // of its site: everybody can read them there
};

// Borders of the stages of buying, in multiples of the expected gap.
struct StageSettings {
  double active_until = 1.0;
  double lapsing_until = 2.5;
  double quantile = 0.8;                    // of the shop's gaps, nearest rank
  std::uint32_t own_gaps_from = 4;          // this many gaps and a customer's own median counts
  std::optional<std::uint32_t> gap_days;    // a fixed gap instead of the learnt one
  std::uint32_t gap_days_until_known = 60;  // for a shop without a single repeat purchase yet
  bool seasons = false;                     // seasonal shoppers are measured by the year
};

enum class WhenInDoubt { Hold, Resend, Skip };

// A daily span in the customer's own time in which no marketing message leaves; may pass midnight.
struct QuietHours {
  std::chrono::minutes from{0}, until{0};
};

struct MessageCap {
  std::uint32_t messages = 0;
  Milliseconds per{0};
};

// By country (ISO 3166-1 alpha-2): in which hours advertising may reach a phone there; nothing = at any hour.
using LegalHourOverrides = std::map<std::string, std::optional<WeekHours>, std::less<>>;

struct DeliverySettings {
  Milliseconds marketing_expires_after{3 * 86'400'000LL};
  Milliseconds transactional_expires_after{12 * 3'600'000LL};
  WhenInDoubt marketing_when_in_doubt = WhenInDoubt::Hold;
  WhenInDoubt transactional_when_in_doubt = WhenInDoubt::Resend;
  Milliseconds first_retry_after{60'000};
  Milliseconds longest_retry_after{6 * 3'600'000LL};
  std::uint32_t most_attempts = 12;
  std::optional<QuietHours> quiet_hours;  // of marketing
  std::optional<QuietHours> transactional_quiet_hours;
  std::optional<MessageCap> cap;  // marketing messages to one customer over all channels
  MessageCap less_often{1, Milliseconds{7 * 86'400'000LL}};  // besides, to one who wants to hear less
  std::optional<Milliseconds> apart;  // between two marketing messages to one customer, over all channels
  LegalHourOverrides legal_hours;     // for countries where the shop's word differs from the built-in ones
  TrackWish track;                    // where a campaign does not say otherwise
  bool utm = false;                   // links to the shop are marked for its web statistics
  bool hold_for_cases = true;         // marketing waits while a support case of the customer is open
  std::vector<std::string> channels{
      "email"};                      // of a send without a channel: the first that reaches the customer
  std::vector<std::string> only_to;  // staging: addresses or "@domain"; all others are held back
};

// How long each kind of data is kept; nothing = for ever. What runs is never touched.
struct RetentionSettings {
  using Period = std::optional<Milliseconds>;
  Period events{730 * 86'400'000LL};     // the log, below what every reader has read
  Period contents{90 * 86'400'000LL};    // what was sent; then only its hash
  Period quarantine{90 * 86'400'000LL};  // what could not be understood
  Period messages{730 * 86'400'000LL};   // messages that have left or ended, with attempts and receipts
  Period journeys{730 * 86'400'000LL};   // the steps of those that have ended
  Period carts{180 * 86'400'000LL};      // that nobody touches
  Period prospects{1'095 *
                   86'400'000LL};  // who never bought, agreed to nothing, and of whom nothing was heard
};

struct ConsentSettings {
  // Whether it may be kept what a customer opens and clicks who has not said a word about it.
  bool profiling_default = false;
  std::optional<SecretReference>
      key;  // of hashes and of the ledger; nothing = ledger.key in the state folder
};

// One value of a channel's table, with its place; which keys are right is the plugin's word. Texts that are
// surely paths ("./outbox", "../outbox", "file:smtp.key") are made absolute.
struct PlacedOption {
  using List = std::vector<std::string>;
  std::variant<std::string, std::int64_t, double, bool, List> value;
  Place key_place, value_place;
  std::vector<Place> item_places;  // of a list
};

// How much a channel may send in a day of the shop's, and when it stops itself.
struct ChannelLimits {
  std::optional<std::uint32_t> per_day;
  std::vector<std::uint32_t> warm_up;  // on its first, second, ... day of sending; then `per_day`
  // Of what was sent in the last seven days; nothing = never. As Gmail's and Yahoo's sender guidelines (2024)
  // have it for complaints, and as most providers do for dead addresses.
  std::optional<Share> stop_at_complaints = whole_share / 1000 * 3;
  std::optional<Share> stop_at_hard_bounces = whole_share / 100 * 5;
};

// A [channel.NAME] table. NAME is what campaigns, message files, consents and addresses call it.
struct ChannelSettings {
  std::string name;
  std::string type;     // a channel type of a plugin: "email", "file", "acme.sms"
  std::string reaches;  // which kind of address: "email", "phone", "webpush", a plugin's own, "shop" (staff)
  std::string sender;   // From, sender id; "" = the plugin's own default
  std::optional<std::uint32_t> per_second;  // pace below what the plugin allows
  std::optional<WhenInDoubt> when_in_doubt;
  std::optional<QuietHours> quiet_hours;  // of marketing on this channel, besides those of [delivery]
  std::optional<MessageCap> cap;          // marketing messages to one customer on this channel
  ChannelLimits limits;
  std::string plugin;  // its library; absolute; "" = the one of the plugin folder that offers the type
  bool allow_private_addresses = false;         // the channel may reach loopback, RFC 1918 and the like
  bool allow_unfenced = false;                  // it may run where the kernel cannot fence it
  std::string proxy;                            // for its HTTP; "" = none
  std::map<std::string, PlacedOption> options;  // the plugin's own, unchecked here
  Place place, type_place, plugin_place, sender_place;  // of the table, and of these values
};

// What customers may choose to hear about; a campaign belongs to one of them or to none.
struct TopicSettings {
  std::string name;
  // By language, as canonical_language writes it. A title without a language is in the shop's.
  std::map<std::string, std::string> titles;
  Place place;
};

struct Settings {
  ShopSettings shop;
  HttpSettings http;
  PageSettings pages;
  IntakeSettings intake;
  StageSettings stages;
  DeliverySettings delivery;
  std::vector<TopicSettings> topics;  // in the order of the file
  RetentionSettings retention;
  ConsentSettings consent;
  std::vector<ChannelSettings> channels;  // in the order of the file
  std::string state_folder;               // database, control socket, locks; absolute
  std::string campaign_folder;            // absolute; default campaigns/ beside the file
  std::string message_folder;             // absolute; default messages/
  std::string event_file;                 // absolute; default events.toml
  std::string segment_file;               // absolute; default segments.toml, which need not be there
  std::string plugin_folder;              // absolute; "" = beside the program
  std::string file;                       // lifecycled.toml itself; absolute

  const ChannelSettings* channel(std::string_view name) const;
  // What a path in lifecycled.toml means: relative ones start at the file's own folder. For plugin options,
  // which stay as written.
  std::string absolute(std::string_view path) const;
};

}  // namespace lifecycled
