// Takes deliveries out of the queue and writes down what became of them. Each call is one piece of a writer
// transaction; nothing here waits or sends. An attempt is on disk before it is made.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "channel/outcome.hpp"
#include "delivery/channel_health.hpp"
#include "delivery/gates.hpp"
#include "delivery/receipt_book.hpp"
#include "delivery/reply_desk.hpp"
#include "delivery/retry_policy.hpp"
#include "store/contents.hpp"
#include "store/deliveries.hpp"
#include "store/link_targets.hpp"

namespace lifecycled {

// One attempt that may be made, with what handing it over needs.
struct Claim {
  Ticket ticket = 0;
  DeliveryRow delivery;
  MessageRow message;
  std::string recipient;
  std::string campaign_name;
  std::optional<Instant> last_inbound;  // when the customer last wrote on this channel
  std::int64_t consent_epoch = 0;
  Instant claimed_at;
};

// How a claimed delivery was rendered, or why it could not be.
struct Rendered {
  DeliveryId delivery = 0;
  std::optional<PackedContent> content;  // nothing: kept already
  std::string failure;                   // "" = none
  std::vector<LinkTarget> targets = {};  // where its short links lead
};

struct Answer {
  Ticket ticket = 0;
  DeliveryId delivery = 0;
  AttemptResult result;
};

// Nothing more may be handed over before it is known what follows from such an answer.
bool concerns_channel(const Answer& answer);

// What the channel as a whole should do after an answer.
struct Aftermath {
  std::optional<Milliseconds> pause_channel;
  std::vector<std::pair<std::string, Milliseconds>> pause_keys;
  bool slow_down = false;                        // halve the pace
  bool channel_down = false;                     // stop until it may be tried again
  std::optional<std::string> marketing_stopped;  // by what came back; nothing: it was before, or goes on
  ReportsOfNobody of_nobody;
};

// By pace key: a recipient's domain as a rule.
using HeldKeys = std::map<std::string, Instant, std::less<>>;

struct OutboxSettings {
  DeliverySettings delivery;
  std::vector<ChannelSettings> channels;
  GateSettings gates;
  ReplySettings replies = {};
};

class Outbox {
 public:
  Outbox(OutboxSettings settings, Random& random)
      : settings_(std::move(settings)),
        gates_(settings_.gates),
        health_(settings_.channels, settings_.gates.shop_zone),
        receipts_(reaches(settings_.channels), ReplyDesk(settings_.replies, random), health_,
                  static_cast<std::int64_t>(settings_.delivery.most_attempts)),
        random_(random) {}

  // At most `limit` deliveries of a channel that are due and may go. Those that may not are postponed or
  // ended. `held` says until when a pace key wants to be left alone.
  std::vector<Claim> claim(Database& database, const std::string& channel, Instant now, std::size_t limit,
                           const HeldKeys& held = {});
  // When there may be more to claim: `now` where some is due already.
  std::optional<Instant> next_due(Database& database, const std::string& channel, Instant now);
  // Keeps what was rendered and compares consent once more; returns the claims that may be handed over.
  std::vector<Claim> keep_rendered(Database& database, std::vector<Claim> claims,
                                   const std::vector<Rendered>& rendered, Instant now);
  Aftermath record(Database& database, const std::string& channel, const std::vector<Answer>& answers,
                   bool deduplicates, Instant now);
  // Tickets that never started: back into the queue, no attempt counted.
  void give_back(Database& database, const std::vector<Claim>& claims, Instant at);
  void give_back(Database& database, const std::vector<OpenAttempt>& attempts, Instant at);

  // What the provider of a channel tells later; afterwards it is safe. How much of it concerns nobody.
  ReportsOfNobody record_receipts(Database& database, const std::string& channel,
                                  const std::vector<Receipt>& receipts, Instant now);
  // Afterwards: whether what came back stops the channel's marketing, and why.
  std::optional<std::string> judge(Database& database, const std::string& channel, Instant now) const {
    return health_.judge(database, channel, now);
  }

  const Gates& gates() const { return gates_; }

 private:
  void record_one(Database& database, const std::string& channel, const Answer& answer, bool deduplicates,
                  Instant now, Aftermath& aftermath);
  void in_doubt(Database& database, const std::string& channel, const DeliveryRow& delivery,
                const MessageRow& message, const std::string& detail, bool deduplicates, Instant now);
  void try_again(Database& database, const DeliveryRow& delivery, const MessageRow& message,
                 const AttemptResult& result, Instant now);
  void count_dead(Database& database, const DeliveryRow& delivery, const AttemptResult& result, Instant now);
  void take_back_place(Database& database, const DeliveryRow& delivery);
  void suppress_everywhere(Database& database, const std::string& channel, const DeliveryRow& delivery,
                           const std::string& why, Instant now);
  void append_event(Database& database, std::string_view name, const DeliveryRow& delivery,
                    const MessageRow& message, const std::string& detail, Instant now);
  void put_back(Database& database, Ticket ticket, DeliveryId id, Instant at, std::string_view reason);
  void forget_attempt(Database& database, Ticket ticket, DeliveryId id);
  void expire(Database& database, const DeliveryRow& delivery, const MessageRow& message,
              const std::string& reason, Instant now);
  void withhold(Database& database, const DeliveryRow& delivery, const std::string& reason, Instant now);
  WhenInDoubt when_in_doubt(const std::string& channel, MessageKind kind) const;

  static std::map<std::string, std::string> reaches(const std::vector<ChannelSettings>& channels);

  OutboxSettings settings_;
  Gates gates_;
  ChannelHealth health_;
  ReceiptBook receipts_;
  Random& random_;
};

}  // namespace lifecycled
