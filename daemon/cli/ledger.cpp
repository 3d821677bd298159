#include "cli/ledger.hpp"

#include <fmt/format.h>

#include "audience/address_form.hpp"
#include "base/text.hpp"
#include "cli/consent_call.hpp"
#include "store/ledger_upgrade.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t rows_at_once = 500;

}  // namespace

void ready_ledger(Database& database, const Workplace& workplace, const ConsentSettings& settings,
                  Random& random, Log log) {
  const bool is_in_use = ConsentChain(database).head().has_value();
  database.use_ledger_key(workplace.ledger_key(settings.key, is_in_use, random));
  // Whoever can write the database can also ask for this: here it shows.
  const auto sealed = bring_ledger_up_to_date(database);
  if (!sealed.empty()) log.warning("consent.sealed_by_upgrade", {{"what", join(sealed, ", ")}});
}

// A day less than the quarantine is kept: its end is swept by the hour.
LedgerWitness ledger_witness(const RetentionSettings& retention, Instant now) {
  LedgerWitness witness;
  witness.normal = normal_address;
  witness.is_normal = is_normal_address;
  witness.events_since =
      retention.quarantine ? now - *retention.quarantine + std::chrono::days{1} : Instant{};
  return witness;
}

boost::json::object verify_ledger(Database& database, const std::string& head, LedgerWitness witness) {
  ConsentCheck check(database, std::move(witness));
  while (check.step(database, rows_at_once)) {
  }
  if (!head.empty()) check.expect_head(database, chain_head_from_text(head));
  return consent_check_json(check);
}

boost::asio::awaitable<boost::json::object> verify_ledger(Store& store, Log log, std::string head,
                                                          LedgerWitness witness) {
  const auto expected = head.empty() ? std::nullopt : std::optional(chain_head_from_text(head));
  auto begin = [witness = std::move(witness)](Database& database) {
    return std::make_shared<ConsentCheck>(database, witness);
  };
  const auto check = co_await store.read(std::move(begin));
  for (bool more = true; more;) {
    auto some = [check](Database& database) { return check->step(database, rows_at_once); };
    more = co_await store.read(std::move(some));
  }
  auto compare = [check, expected](Database& database) {
    if (expected) check->expect_head(database, *expected);
  };
  co_await store.read(std::move(compare));
  if (check->fault_count() > 0) log.error("consent.tampered_with", {{"faults", check->fault_count()}});
  co_return consent_check_json(*check);
}

boost::asio::awaitable<void> tell_ledger_head(Store& store, const Clock& clock, Wake& wake, Log log) {
  while (!wake.is_closed()) {
    std::optional<ChainHead> head;
    try {
      auto look = [](Database& database) { return ConsentChain(database).head(); };
      head = co_await store.read(std::move(look));
    } catch (const std::runtime_error& error) {
      log.warning("housekeeping.failed", {{"reason", error.what()}});
    }
    if (head) log.info("consent.head", {{"head", fmt::format("{}:{}", head->entries, head->hash)}});
    const Instant next = std::chrono::floor<std::chrono::days>(clock.now()) + std::chrono::days{1};
    co_await wake.until(next);
  }
}

}  // namespace lifecycled
