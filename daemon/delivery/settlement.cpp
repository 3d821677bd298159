#include "delivery/settlement.hpp"

#include "channel/ledger.hpp"
#include "store/meta.hpp"

namespace lifecycled {
namespace {

constexpr std::chrono::seconds lock_patience{30};

std::string deduplicates_key(const std::string& channel) { return "channel." + channel + ".deduplicates"; }

}  // namespace

boost::asio::awaitable<void> settle_earlier(Store& store, const Clock& clock, Log log,
                                            EarlierAttempts earlier, const bool& stopping) {
  ChannelLedger ledger(earlier.ledger);
  for (;;) {
    // An orphaned child of an earlier daemon finishes what it has started, then lets go.
    const bool locked = co_await ledger.wait_for_lock(lock_patience);
    if (locked) break;
    if (stopping) co_return;
    log.warning("delivery.waiting_for_lock", {{"file", earlier.ledger.string()}});
  }
  const auto started = ledger.started();
  auto settle = [channel = earlier.channel, outbox = earlier.outbox, started,
                 now = clock.now()](Database& database) {
    const bool deduplicates = Meta(database).find(deduplicates_key(channel)) == "yes";
    std::vector<Answer> doubtful;
    std::vector<OpenAttempt> untouched;
    for (const OpenAttempt& attempt : Deliveries(database).open_attempts(channel)) {
      if (started && !started->contains(static_cast<std::uint64_t>(attempt.ticket))) {
        untouched.push_back(attempt);
        continue;
      }
      Answer answer{attempt.ticket, attempt.delivery, {}};
      answer.result.detail = "the daemon ended while this was being sent";
      doubtful.push_back(std::move(answer));
    }
    outbox->give_back(database, untouched, now);
    outbox->record(database, channel, doubtful, deduplicates, now);
    return std::pair(untouched.size(), doubtful.size());
  };
  const auto settled = co_await store.write(std::move(settle));
  const auto [untouched, doubtful] = settled;
  if (untouched + doubtful > 0) {
    log.info("delivery.settled", {{"requeued", untouched}, {"in_doubt", doubtful}});
  }
  ledger.reset();
}

void note_deduplicates(Database& database, const std::string& channel, bool deduplicates) {
  Meta(database).set(deduplicates_key(channel), deduplicates ? "yes" : "no");
}

}  // namespace lifecycled
