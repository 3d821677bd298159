// Deliveries, the queue in which they wait, and their attempts: each recorded before it is made. Runs on the
// thread that owns the connection.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/addresses.hpp"
#include "store/messages.hpp"
#include "store/queue_class.hpp"

namespace lifecycled {

using DeliveryId = std::int64_t;
using Ticket = std::int64_t;

// The numbers reach the disk; 2 and 7 stand in an index of the schema.
enum class DeliveryState : std::int64_t {
  Queued = 1,    // waits for its turn
  Sending = 2,   // claimed: an attempt is recorded and not yet answered
  Accepted = 3,  // the provider took it
  Retrying = 4,  // failed for now, waits to be tried again
  Failed = 5,    // for good
  Expired = 6,   // its time ran out before it could be sent
  InDoubt = 7,   // it may or may not have been sent; held until a receipt or a person says
  Delivered = 8,
  Bounced = 9,
  Complained = 10,
  Read = 11,
  Withheld = 12,  // a gate said never at the claim: unsubscribed, suppressed, goal reached, ...
};
std::string_view to_text(DeliveryState state);  // "in doubt"

struct DeliveryRow {
  DeliveryId id = 0;
  MessageId message = 0;
  std::string channel;
  std::optional<AddressId> address;  // nothing: the shop itself
  DeliveryState state = DeliveryState::Queued;
  std::string reason;
  std::int64_t priority = first_queue_class;  // of its queue: see queue_class.hpp
  std::optional<Instant> due_at;
  std::int64_t attempts = 0;
  std::string idempotency_key;
  std::optional<std::string> provider_message_id;
  std::optional<Instant> first_attempt_at;
};

struct QueuedDelivery {
  DeliveryId id = 0;
  std::int64_t priority = 0;
  Instant due_at;
};

struct OpenAttempt {
  Ticket ticket = 0;
  DeliveryId delivery = 0;
};

class Deliveries {
 public:
  explicit Deliveries(Database& database) : database_(database) {}

  // Queued, due at `due_at`.
  DeliveryId add(const DeliveryRow& delivery, Instant due_at);
  std::optional<DeliveryRow> find(DeliveryId id);
  std::vector<DeliveryRow> of_message(MessageId message);
  std::optional<DeliveryId> find_by_provider_id(std::string_view channel,
                                                std::string_view provider_message_id);

  std::optional<DeliveryId> find_by_key(std::string_view idempotency_key);

  // What may leave now, in order; of the classes up to `last_class`.
  std::vector<QueuedDelivery> due(std::string_view channel, Instant now, std::size_t limit,
                                  std::int64_t last_class = any_queue_class);
  std::optional<Instant> next_due(std::string_view channel, Instant after,
                                  std::int64_t last_class = any_queue_class);
  // Takes it from the queue, counts the attempt and records it; the ticket is never used again.
  Ticket claim(const DeliveryRow& delivery, Instant now);
  // Back into the queue, now due at `at`: a gate said "not before", or nothing had started.
  void postpone(const DeliveryRow& delivery, Instant at, std::string_view reason);
  void retry(DeliveryId id, Instant at, std::string_view reason);
  // An attempt that was never made does not count.
  void forget_attempt(Ticket ticket, DeliveryId id);
  void end_attempt(Ticket ticket, Instant now, std::int64_t outcome, std::string_view detail);
  // Out of the queue if it was there, and into `state`.
  void settle(DeliveryId id, DeliveryState state, std::string_view reason, Instant now);
  void note_provider(DeliveryId id, std::string_view provider_message_id, std::string_view pace_key,
                     std::int64_t cost_micros, std::string_view cost_currency);

  // Attempts of this channel that nobody answered: what was in flight when a daemon ended.
  std::vector<OpenAttempt> open_attempts(std::string_view channel);
  std::vector<DeliveryId> in_doubt(std::string_view channel);

  std::map<std::string, std::int64_t> queue_lengths();
  std::map<std::string, std::map<std::string, std::int64_t>> count_by_state();

  // This customer's waiting marketing that goes before `id`: a better class, or decided earlier within one.
  std::vector<DeliveryId> ahead_of(CustomerId customer, std::int64_t priority, DeliveryId id,
                                   std::size_t limit);

 private:
  void enqueue(const DeliveryRow& delivery, DeliveryId id, Instant due_at);
  void dequeue(const DeliveryRow& delivery);
  std::optional<std::int64_t> next_class(std::string_view channel, std::int64_t after);
  Database& database_;
};

}  // namespace lifecycled
