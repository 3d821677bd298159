// For the tests of this room: a database in memory, and events that follow one another by hand. Each test's
// own thread.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "audience/facts.hpp"
#include "base/clock.hpp"
#include "store/orders.hpp"
#include "store/quarantine.hpp"
#include "store/timers.hpp"

namespace lifecycled::testing {

inline Instant at(std::string_view text) {
  const auto instant = parse_instant(text);
  if (!instant) throw std::invalid_argument("not a moment: " + std::string(text));
  return *instant;
}

constexpr Milliseconds days(double count) {
  return Milliseconds{static_cast<std::int64_t>(count * static_cast<double>(day_length.count()))};
}

// Facts and stages of a shop in Amsterdam that sells in euros; no campaigns.
struct Ledger {
  explicit Ledger(StageSettings stage_settings = {})
      : rules(stage_settings),
        stages(rules, zone),
        facts({"EUR",
               zone,
               {{"email", "email"}, {"sms", "phone"}, {"whatsapp", "phone"}, {"webpush", "webpush"}}},
              stages, Log{}) {
    stages.ensure_shop_figures(database, clock.now());
  }

  std::optional<StageChange> tell(CustomerId customer, std::string_view name, std::string_view body,
                                  std::optional<Instant> occurred_at = std::nullopt) {
    StoredEvent event;
    event.id = ++last_event;
    event.name = name;
    event.occurred_at = occurred_at.value_or(clock.now());
    event.received_at = clock.now();
    event.customer = customer;
    event.body = body;
    return facts.apply(database, customer, event, clock.now());
  }
  std::optional<StageChange> order(CustomerId customer, std::string_view key, Instant when,
                                   std::string_view more = R"("total": 10)") {
    return tell(customer, "Order Completed",
                R"({"order_id": ")" + std::string(key) + "\", " + std::string(more) + "}", when);
  }
  CustomerId customer() { return Customers(database).create(clock.now()); }
  CustomerRow profile(CustomerId customer) { return Customers(database).find(customer).value(); }
  // Why nothing followed from what was told, newest first.
  std::vector<std::string> refused() {
    std::vector<std::string> out;
    for (const QuarantinedItem& item : Quarantine(database).latest(100)) out.push_back(item.reason);
    return out;
  }

  Database database{":memory:", Database::Mode::ReadWrite};
  VirtualClock clock{at("2026-03-05T11:00:00Z")};
  TimeZone zone = TimeZone::named("Europe/Amsterdam");
  StageRules rules;
  Stages stages;
  Facts facts;
  EventId last_event = 0;
};

}  // namespace lifecycled::testing
