#include "delivery/dispatcher.hpp"

#include <algorithm>
#include <set>

#include <doctest/doctest.h>

#include "delivery/dispatcher_harness.hpp"

namespace lifecycled {
namespace {

using testing::answered;
using testing::PostOffice;
using testing::span;

std::optional<AttemptResult> accept(const OutboundMessage&) { return answered(Outcome::Accepted, "250 ok"); }

TEST_CASE("from the queue to the provider and back") {
  PostOffice office(accept);
  const CustomerId anna = office.add_reader("anna@example.org");
  office.open();
  const DeliveryId id = office.queue(anna);
  office.run_until_state(id, "accepted");
  REQUIRE(office.submitted() == 1);
  const OutboundMessage& sent = office.channel->submitted[0];
  CHECK(sent.recipient == "anna@example.org");
  CHECK(sent.sender == "Shop <hello@shop.example>");
  CHECK(sent.subject == "Hello");
  CHECK(sent.text.starts_with("Welcome! https://news.example/u/"));
  CHECK(sent.unsubscribe_url.starts_with("https://news.example/u/"));
  CHECK(sent.idempotency_key == office.row(id).idempotency_key);
  CHECK(sent.kind == MessageKind::Marketing);
  office.run_until([&] { return office.channel->settled_tickets.size() == 1; });
  CHECK(office.channel->settled_tickets[0] == sent.ticket);
  CHECK(office.dispatcher->status().sent == 1);
  office.shut();
  CHECK(office.tasks_failed == 0);
}

TEST_CASE("everything leaves once, and no more at a time than the channel takes") {
  std::set<std::string> keys;
  PostOffice office([&](const OutboundMessage& message) {
    keys.insert(message.idempotency_key);
    return accept(message);
  });
  office.can.in_flight = 7;
  std::vector<DeliveryId> ids;
  const CustomerId anna = office.add_reader("anna@example.org");
  for (int i = 0; i < 300; ++i) ids.push_back(office.queue(anna));
  office.open();
  office.run_until([&] { return office.dispatcher->status().sent == 300; });
  CHECK(office.submitted() == 300);
  CHECK(keys.size() == 300);
  CHECK(office.channel->most_in_flight <= 7);
  for (const DeliveryId id : ids) CHECK(office.state_of(id) == "accepted");
}

TEST_CASE("a retry sends the same bytes, though the customer has another name by now") {
  int attempts = 0;
  PostOffice office([&](const OutboundMessage&) -> std::optional<AttemptResult> {
    return answered(++attempts == 1 ? Outcome::Transient : Outcome::Accepted);
  });
  const CustomerId anna = office.add_reader("anna@example.org");
  office.open();
  const DeliveryId id = office.queue(anna);
  office.run_until_state(id, "retrying");
  office.write([&](Database& database) {
    CustomerRow row = Customers(database).find(anna).value();
    row.first_name = "Anna";
    Customers(database).save_traits(row);
  });
  office.advance("2m");
  office.run_until_state(id, "accepted");
  REQUIRE(office.submitted() == 2);
  CHECK(office.channel->submitted[1].subject == office.channel->submitted[0].subject);
  CHECK(office.channel->submitted[1].text == office.channel->submitted[0].text);
  CHECK(office.channel->submitted[1].idempotency_key == office.channel->submitted[0].idempotency_key);
  CHECK(office.channel->submitted[1].ticket != office.channel->submitted[0].ticket);
}

TEST_CASE("a template that fails stops its message and nothing else") {
  PostOffice office(accept);
  const CustomerId anna = office.add_reader("anna@example.org");
  const DeliveryId broken = office.queue(anna, MessageKind::Transactional, "broken");
  const DeliveryId whole = office.queue(anna);
  office.open();
  office.run_until_state(whole, "accepted");
  CHECK(office.state_of(broken) == "failed");
  CHECK(office.row(broken).reason.starts_with("broken.toml:3:"));
  CHECK(office.has_logged("delivery.not_rendered"));
  CHECK(office.submitted() == 1);
}

TEST_CASE("damaged content stops its message and nothing else") {
  PostOffice office(accept);
  const CustomerId anna = office.add_reader("anna@example.org");
  const DeliveryId damaged = office.queue(anna, MessageKind::Transactional);
  const DeliveryId whole = office.queue(anna);
  office.write([&](Database& database) {
    Contents(database).save(damaged, {std::string(32, 'h'), "no zstd"}, office.clock.now());
  });
  office.open();
  office.run_until_state(whole, "accepted");
  CHECK(office.state_of(damaged) == "failed");
}

TEST_CASE("paused: nothing leaves, what was ready goes back, and resuming goes on") {
  PostOffice office(accept);
  const CustomerId anna = office.add_reader("anna@example.org");
  office.open();
  office.dispatcher->set_paused(true);
  const DeliveryId id = office.queue(anna);
  office.run_until_idle();
  CHECK(office.submitted() == 0);
  CHECK(office.state_of(id) == "queued");
  CHECK(office.dispatcher->status().state == "paused");
  office.dispatcher->set_paused(false);
  office.run_until_state(id, "accepted");
  CHECK(office.dispatcher->status().state == "ready");
}

TEST_CASE("what waits for a free place goes back when sending is paused") {
  PostOffice office;  // no answers
  office.can.in_flight = 1;
  const CustomerId anna = office.add_reader("anna@example.org");
  std::vector<DeliveryId> ids;
  for (int i = 0; i < 5; ++i) ids.push_back(office.queue(anna));
  office.open();
  office.run_until([&] { return office.submitted() == 1 && office.state_of(ids[4]) == "sending"; });
  office.dispatcher->set_paused(true);
  office.run_until_state(ids[4], "queued");
  CHECK(office.state_of(ids[0]) == "sending");  // on its way, and answered in time
  office.channel->complete_all(answered(Outcome::Accepted));
  office.run_until_state(ids[0], "accepted");
  CHECK(office.submitted() == 1);
  CHECK(office.row(ids[4]).attempts == 0);
}

TEST_CASE("the pace of the channel") {
  PostOffice office(accept);
  office.per_second = 4;
  const CustomerId anna = office.add_reader("anna@example.org");
  for (int i = 0; i < 10; ++i) office.queue(anna);
  office.open();
  office.run_until([&] { return office.submitted() >= 1; });
  office.run_until_idle();
  CHECK(office.submitted() == 1);
  office.advance("1s");
  for (int i = 0; i < 8; ++i) {
    office.run_until_idle();
    office.advance("250ms");
  }
  office.run_until_idle();
  CHECK(office.submitted() >= 8);
  CHECK(office.submitted() <= 10);
}

TEST_CASE("rate limited: the whole channel pauses, slower afterwards, and no attempt is counted") {
  bool is_limited = true;
  PostOffice office([&](const OutboundMessage&) -> std::optional<AttemptResult> {
    AttemptResult result = answered(is_limited ? Outcome::RateLimited : Outcome::Accepted, "429");
    result.retry_after = span("30s");
    return result;
  });
  office.can.in_flight = 1;
  const CustomerId anna = office.add_reader("anna@example.org");
  std::vector<DeliveryId> ids;
  for (int i = 0; i < 4; ++i) ids.push_back(office.queue(anna));
  office.open();
  office.run_until([&] { return office.has_logged("delivery.channel_paused"); });
  office.run_until_idle();
  CHECK(office.submitted() == 1);
  for (const DeliveryId id : ids) {
    CHECK(office.state_of(id) == "queued");
    CHECK(office.row(id).attempts == 0);
  }
  office.advance("29s");
  office.run_until_idle();
  CHECK(office.submitted() == 1);
  is_limited = false;
  office.advance("2s");
  office.run_until([&] {
    office.advance("1s");
    return office.dispatcher->status().sent == 4;
  });
  CHECK(office.dispatcher->status().per_second > 0);
}

TEST_CASE("a destination that asks for a pause holds up nobody else") {
  PostOffice office([&](const OutboundMessage& message) -> std::optional<AttemptResult> {
    if (!message.recipient.ends_with("@slow.example")) return answered(Outcome::Accepted);
    AttemptResult result = answered(Outcome::Transient, "421 later");
    result.scope = Scope::Destination;
    result.pace_key = "slow.example";
    return result;
  });
  const CustomerId slow = office.add_reader("a@slow.example");
  const CustomerId quick = office.add_reader("b@quick.example");
  office.open();
  const DeliveryId first = office.queue(slow);
  office.run_until_state(first, "retrying");
  const DeliveryId second = office.queue(slow);
  const DeliveryId other = office.queue(quick);
  office.run_until_state(other, "accepted");
  office.run_until_idle();
  CHECK(office.row(second).reason == "the destination asked for a pause");
  CHECK(office.row(second).attempts == 0);
}

TEST_CASE("a dead channel is probed by one message at a time, ever more rarely, and comes back") {
  bool is_down = true;
  PostOffice office([&](const OutboundMessage&) -> std::optional<AttemptResult> {
    return answered(is_down ? Outcome::ChannelDown : Outcome::Accepted, "535 bad password");
  });
  const CustomerId anna = office.add_reader("anna@example.org");
  std::vector<DeliveryId> ids;
  for (int i = 0; i < 20; ++i) ids.push_back(office.queue(anna));
  office.open();
  office.run_until([&] { return office.dispatcher->status().state == "down"; });
  office.run_until_idle();
  const std::size_t before = office.submitted();
  CHECK(office.dispatcher->status().reason == "535 bad password");
  for (const DeliveryId id : ids) CHECK(office.row(id).attempts == 0);

  office.advance("59s");
  office.run_until_idle();
  CHECK(office.submitted() == before);
  office.advance("2s");
  office.run_until_idle();
  CHECK(office.submitted() == before + 1);  // a probe
  office.advance("61s");
  office.run_until_idle();
  CHECK(office.submitted() == before + 1);  // twice the pause
  office.advance("60s");
  office.run_until_idle();
  CHECK(office.submitted() == before + 2);

  is_down = false;
  office.advance("5m");
  office.run_until([&] { return office.dispatcher->status().sent == 20; });
  CHECK(office.dispatcher->status().state == "ready");
  CHECK(office.has_logged("delivery.channel_up"));
}

TEST_CASE("tickets of a child that ended: not started goes back, started is in doubt") {
  PostOffice office;
  const CustomerId anna = office.add_reader("anna@example.org");
  office.open();
  const DeliveryId marketing = office.queue(anna);
  const DeliveryId receipt = office.queue(anna, MessageKind::Transactional);
  office.run_until([&] { return office.channel && office.channel->in_flight() == 2; });
  SUBCASE("started") {
    office.channel->change(ChannelState::Restarting, "signal 11");
    office.channel->lose_all(true);
    office.run_until_state(marketing, "in doubt");
    office.run_until_state(receipt, "retrying");
    CHECK(office.row(receipt).attempts == 1);
  }
  SUBCASE("not started") {
    office.channel->change(ChannelState::Restarting, "signal 11");
    office.channel->lose_all(false);
    office.run_until_state(marketing, "queued");
    office.run_until_state(receipt, "queued");
    CHECK(office.row(marketing).attempts == 0);
    office.run_until_idle();
    CHECK(office.submitted() == 2);  // nothing while it restarts
    office.channel->change(ChannelState::Ready);
    office.run_until([&] { return office.submitted() == 3; });
    office.run_until_idle();
    CHECK(office.channel->in_flight() == 1);  // each may be what ended the child, so each goes alone
    office.channel->complete_all(answered(Outcome::Accepted));
    office.run_until([&] { return office.submitted() == 4; });
  }
  CHECK(office.has_logged("channel.restarting"));
}

TEST_CASE("a channel that is given up takes nothing; its messages wait in the queue") {
  PostOffice office(accept);
  const CustomerId anna = office.add_reader("anna@example.org");
  office.open();
  office.run_until([&] { return office.channel && office.channel->state() == ChannelState::Ready; });
  office.channel->change(ChannelState::Down, "wrong options");
  office.run_until_idle();
  const DeliveryId id = office.queue(anna);
  office.run_until_idle();
  CHECK(office.state_of(id) == "queued");
  CHECK(office.dispatcher->status().state == "down");
  CHECK(office.dispatcher->status().reason == "wrong options");
  office.shut();
}

}  // namespace
}  // namespace lifecycled
