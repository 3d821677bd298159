#include "delivery/claiming.hpp"

#include <algorithm>
#include <stdexcept>

namespace lifecycled {
namespace {

// What rendering gave, in the order of the claims.
struct Batch {
  std::vector<Claim> claims;
  std::vector<Rendered> rendered;
  std::vector<OutboundMessage> outbound;
};

Batch compose_all(const DeliveryStock& stock, Database& database, std::vector<Claim> claims) {
  Batch batch;
  for (Claim& claim : claims) {
    auto composed = stock.compose(database, claim);
    batch.rendered.push_back(std::move(composed.rendered));
    batch.outbound.push_back(std::move(composed.outbound));
    batch.claims.push_back(std::move(claim));
  }
  return batch;
}

}  // namespace

boost::asio::awaitable<ClaimingRound> claim_round(Store& store, const Clock& clock, Log log,
                                                  ClaimingOrder order) {
  ClaimingRound round;
  const Instant now = clock.now();
  try {
    auto take = [order, now](Database& database) {
      auto claims = order.outbox->claim(database, order.channel, now, order.wanted, order.held);
      // Gates may have sent all of them away: whether more is due now decides if we look again at once.
      const auto next = order.outbox->next_due(database, order.channel, now);
      return std::pair(std::move(claims), next);
    };
    auto taken = co_await store.write(std::move(take));
    round.next_due = taken.second;
    round.claimed = taken.first.size();
    if (taken.first.empty()) co_return round;
    round.to_give_back = taken.first;

    auto render = [stock = order.stock, claims = std::move(taken.first)](Database& database) mutable {
      return compose_all(*stock, database, std::move(claims));
    };
    auto batch = co_await store.read(std::move(render));
    auto outbound = std::move(batch.outbound);
    for (const Rendered& rendered : batch.rendered) {
      if (rendered.failure.empty()) continue;
      ++round.not_rendered;
      log.warning("delivery.not_rendered", {{"delivery", rendered.delivery}, {"reason", rendered.failure}});
    }
    auto keep = [batch = std::move(batch), later = clock.now(),
                 outbox = order.outbox](Database& database) mutable {
      return outbox->keep_rendered(database, std::move(batch.claims), batch.rendered, later);
    };
    auto kept = co_await store.write(std::move(keep));
    for (Claim& claim : kept) {
      const auto found =
          std::ranges::find(outbound, static_cast<std::uint64_t>(claim.ticket), &OutboundMessage::ticket);
      round.ready.push_back({std::move(claim), std::move(*found)});
    }
    round.to_give_back.clear();
  } catch (const std::runtime_error& error) {
    round.failure = error.what();
  }
  co_return round;
}

}  // namespace lifecycled
