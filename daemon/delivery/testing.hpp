// For the tests of this room: a database in memory with a customer who may be written to, and deliveries that
// wait. Each test's own thread.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "consent/consent_ledger.hpp"
#include "delivery/outbox.hpp"

namespace lifecycled::testing {

inline Instant at(std::string_view text) {
  const auto instant = parse_instant(text);
  if (!instant) throw std::invalid_argument("not a moment: " + std::string(text));
  return *instant;
}

inline Milliseconds span(std::string_view text) {
  const auto duration = parse_duration(text);
  if (!duration) throw std::invalid_argument("not a duration: " + std::string(text));
  return *duration;
}

// Somebody with a mail address who has said yes to mail.
inline CustomerId add_reader(Database& database, const std::string& mail, Instant now) {
  const CustomerId customer = Customers(database).create(now);
  ConsentWord yes;
  yes.customer = customer;
  yes.address = Addresses(database).add(customer, "email", mail, mail, now);
  yes.channel = "email";
  yes.given = true;
  yes.at = now;
  yes.source = "test";
  ConsentLedger(database).record(yes, now);
  return customer;
}

inline void withdraw(Database& database, CustomerId customer, Instant now) {
  ConsentWord no;
  no.customer = customer;
  no.address = Addresses(database).of_customer(customer, "email").at(0).id;
  no.channel = "email";
  no.at = now;
  no.source = "test";
  ConsentLedger(database).record(no, now);
}

// One mail that waits to be sent.
inline DeliveryId queue_mail(Database& database, CustomerId customer, MessageKind kind, Instant now,
                             const std::string& name = "welcome",
                             std::optional<JourneyId> journey = std::nullopt, int priority = usual_priority) {
  MessageRow message;
  message.customer = customer;
  message.journey = journey;
  message.name = name;
  message.kind = kind;
  message.created_at = now;
  message.expires_at = now + (kind == MessageKind::Marketing ? span("3d") : span("12h"));
  DeliveryRow delivery;
  delivery.message = Messages(database).add(message);
  delivery.channel = "email";
  delivery.address = Addresses(database).of_customer(customer, "email").at(0).id;
  delivery.priority = queue_class(kind, priority, 0);
  delivery.idempotency_key = "key" + std::to_string(delivery.message);
  return Deliveries(database).add(delivery, now);
}

// The outbox of a shop in Amsterdam with one channel, and an afternoon.
struct Desk {
  explicit Desk(DeliverySettings delivery = {}, ChannelSettings email = {}) {
    email.name = "email";
    email.reaches = "email";
    settings.delivery = delivery;
    settings.channels.push_back(email);
    settings.gates = {delivery, TimeZone::named("Europe/Amsterdam"), settings.channels};
    open();
  }
  void open() { outbox.emplace(settings, random); }

  DeliveryId queue(MessageKind kind = MessageKind::Marketing) {
    return queue_mail(database, anna, kind, clock.now());
  }
  std::vector<Claim> claim(std::size_t limit = 100, const HeldKeys& held = {}) {
    return outbox->claim(database, "email", clock.now(), limit, held);
  }
  Aftermath answer(const Claim& claim, AttemptResult result, bool deduplicates = false) {
    return outbox->record(database, "email", {{claim.ticket, claim.delivery.id, std::move(result)}},
                          deduplicates, clock.now());
  }
  Aftermath answer(const Claim& claim, Outcome outcome, std::string detail = "") {
    AttemptResult result;
    result.outcome = outcome;
    result.detail = std::move(detail);
    return answer(claim, std::move(result));
  }
  DeliveryRow row(DeliveryId id) { return Deliveries(database).find(id).value(); }
  // "retrying: 450 busy"
  std::string state(DeliveryId id) {
    const DeliveryRow delivery = row(id);
    return std::string(to_text(delivery.state)) + (delivery.reason.empty() ? "" : ": " + delivery.reason);
  }
  // What the outbox told the log, a line each.
  std::string events() {
    std::string out;
    for (const StoredEvent& event : Events(database).read_after(0, 1000))
      out += event.name + " " + event.body + "\n";
    return out;
  }

  int count_events(std::string_view name) {
    int count = 0;
    for (const StoredEvent& event : Events(database).read_after(0, 1000)) count += event.name == name;
    return count;
  }

  Database database{":memory:", Database::Mode::ReadWrite};
  VirtualClock clock{at("2026-03-05T13:00:00Z")};
  SeededRandom random{1};
  OutboxSettings settings{{}, {}, {{}, TimeZone::named("Europe/Amsterdam")}};
  std::optional<Outbox> outbox;
  CustomerId anna = add_reader(database, "anna@example.org", clock.now());
};

}  // namespace lifecycled::testing
