// One round of getting messages ready for a channel: claimed on the writer, rendered on a reader, kept on the
// writer. After it, attempt and content of each are on disk and nothing has left. The dispatcher's own; io
// thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "delivery/outbox.hpp"
#include "delivery/stock.hpp"
#include "store/store.hpp"

namespace lifecycled {

// A claim that may be handed over, with what is to be handed over.
struct ReadyMessage {
  Claim claim;
  OutboundMessage outbound;
};

struct ClaimingOrder {
  std::string channel;
  HeldKeys held;
  std::size_t wanted = 0;
  std::shared_ptr<const DeliveryStock> stock;
  std::shared_ptr<Outbox> outbox;
};

struct ClaimingRound {
  std::size_t claimed = 0;
  std::size_t not_rendered = 0;  // each is logged and has ended as failed
  std::vector<ReadyMessage> ready;
  std::vector<Claim> to_give_back;  // the store failed half-way: these stand on disk as being sent
  std::optional<Instant> next_due;  // of what still waits
  std::string failure;              // why the store failed, or ""
};

boost::asio::awaitable<ClaimingRound> claim_round(Store& store, const Clock& clock, Log log,
                                                  ClaimingOrder order);

}  // namespace lifecycled
