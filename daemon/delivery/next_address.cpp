#include "delivery/next_address.hpp"

#include <algorithm>

#include "consent/consent_ledger.hpp"
#include "delivery/answers.hpp"
#include "journey/idempotency_key.hpp"

namespace lifecycled {

std::optional<DeliveryId> send_to_next_address(Database& database, const DeliveryRow& dead,
                                               const MessageRow& message, Random& random, Instant now) {
  const auto address = dead.address ? Addresses(database).find(*dead.address) : std::nullopt;
  if (!address || address->kind == "webpush") return std::nullopt;
  if (message.kind == MessageKind::Confirmation || is_answer(message)) return std::nullopt;
  Deliveries deliveries(database);
  const auto earlier = deliveries.of_message(message.id);
  ConsentLedger ledger(database);
  for (const AddressRow& next : Addresses(database).of_customer(message.customer, address->kind)) {
    const bool had_it = std::ranges::any_of(earlier, [&](const DeliveryRow& delivery) {
      return delivery.channel == dead.channel && delivery.address == next.id;
    });
    if (had_it || ledger.objection(next.id, dead.channel, message.kind)) continue;
    DeliveryRow delivery;
    delivery.message = message.id;
    delivery.channel = dead.channel;
    delivery.address = next.id;
    delivery.priority = dead.priority;
    delivery.idempotency_key = new_idempotency_key(random, now);
    return deliveries.add(delivery, now);
  }
  return std::nullopt;
}

}  // namespace lifecycled
