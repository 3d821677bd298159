// A step's decision to send, made once: which channel and which address, or why none; message and delivery
// are queued in the same transaction. delivery/ asks the gates once more when it takes them out. On the
// writer thread.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "config/message_definition.hpp"
#include "config/settings.hpp"
#include "journey/campaign_program.hpp"
#include "store/deliveries.hpp"
#include "store/journeys.hpp"

namespace lifecycled {

struct MessageQueueSettings {
  DeliverySettings delivery;
  std::vector<ChannelSettings> channels;
  // Which channels each message has a text for.
  std::map<std::string, std::vector<std::string>> message_channels;
};
MessageQueueSettings message_queue_settings(const Settings& settings, const MessageFiles& messages);

struct SendTarget {
  std::string channel;
  std::optional<AddressId> address;  // nothing: the shop's own staff
};

// Where a step's message can go at this moment.
struct SendPlan {
  MessageKind kind = MessageKind::Marketing;
  std::string message;
  bool is_variant = false;  // of a test
  std::vector<SendTarget> targets;
  std::string objection;  // why there is none
};

struct SendDecision {
  MessageId message = 0;
  std::size_t deliveries = 0;  // 0: withheld, and `detail` says why
  std::string detail;          // "email" or the reasons
};

class MessageQueue {
 public:
  MessageQueue(MessageQueueSettings settings, Random& random)
      : settings_(std::move(settings)), random_(random) {}

  // For a test, `variant` is the message.
  SendPlan plan(Database& database, const CampaignProgram& program, const JourneyRow& journey,
                const std::optional<CustomerRow>& customer, std::size_t step,
                const std::string& variant = "") const;
  // A call of another system of the shop: no message file and nobody's consent.
  SendPlan plan_call(const CampaignStep& step, const CallAction& call) const;
  SendDecision queue(Database& database, const CampaignProgram& program, const JourneyRow& journey,
                     std::size_t step, const SendPlan& plan, Instant now);
  // Both at once.
  SendDecision send(Database& database, const CampaignProgram& program, const JourneyRow& journey,
                    std::size_t step, Instant now);
  // Channels that got something to send since the last call: whom to wake.
  std::vector<std::string> take_queued_channels() { return std::exchange(queued_channels_, {}); }

 private:
  // The address this customer may be written to on that channel, or all their browsers; else the reason why
  // not is added to `reasons`.
  std::vector<SendTarget> targets(Database& database, const std::string& channel, const std::string& message,
                                  CustomerId customer, MessageKind kind,
                                  const std::optional<EventId>& trigger,
                                  std::vector<std::string>& reasons) const;
  std::vector<std::string> used_channels(Database& database, const CampaignProgram& program,
                                         const JourneyRow& journey, const SendAction& action) const;
  bool reaches_staff(const std::string& channel) const;
  std::string new_idempotency_key(Instant now);

  MessageQueueSettings settings_;
  Random& random_;
  std::vector<std::string> queued_channels_;
};

}  // namespace lifecycled
