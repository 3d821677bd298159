// The dispatcher's promises, tested by breaking the world: a daemon that ends in the middle, a disk that
// takes nothing for a while, a stop with messages on their way.
#include <latch>

#include <doctest/doctest.h>

#include "delivery/dispatcher_harness.hpp"

namespace lifecycled {
namespace {

using testing::answered;
using testing::PostOffice;
using testing::span;

std::optional<AttemptResult> accept(const OutboundMessage&) { return answered(Outcome::Accepted); }

// As the daemon that was killed left it: three messages being sent, of which the ledger knows some as
// started.
struct Remains {
  DeliveryId marketing, receipt, untouched;
};
Remains leave_in_flight(PostOffice& office) {
  const CustomerId anna = office.add_reader("anna@example.org");
  Remains remains{office.queue(anna), office.queue(anna, MessageKind::Transactional), office.queue(anna)};
  Outbox outbox(office.outbox_settings_, office.random);
  const auto claims = office.write(
      [&](Database& database) { return outbox.claim(database, "email", office.clock.now(), 9); });
  REQUIRE(claims.size() == 3);
  ChannelLedger ledger(office.running.folder.path() / "channel-email.lock");
  REQUIRE(ledger.try_lock());
  ledger.reset();
  for (const Claim& claim : claims) {
    const auto ticket = static_cast<std::uint64_t>(claim.ticket);
    if (claim.delivery.id != remains.untouched) REQUIRE(append_started(ledger.descriptor(), &ticket, 1));
  }
  return remains;
}

TEST_CASE("after a crash, what had not started goes back and what had is settled by the shop's word") {
  PostOffice office(accept);
  const Remains remains = leave_in_flight(office);
  office.open();
  office.run_until_state(remains.untouched, "accepted");
  CHECK(office.state_of(remains.marketing) == "in doubt");
  CHECK(office.row(remains.marketing).reason == "the daemon ended while this was being sent");
  CHECK(office.state_of(remains.receipt) == "retrying");
  CHECK(office.row(remains.untouched).attempts == 1);
  CHECK(office.submitted() == 1);
  office.advance("2m");
  office.run_until_state(remains.receipt, "accepted");
  CHECK(office.channel->submitted[1].idempotency_key == office.row(remains.receipt).idempotency_key);
}

TEST_CASE("after a crash, a provider that knows the key is sent everything again") {
  PostOffice office(accept);
  const Remains remains = leave_in_flight(office);
  office.write([](Database& database) { Meta(database).set("channel.email.deduplicates", "yes"); });
  office.open();
  office.run_until_state(remains.untouched, "accepted");
  office.advance("2m");
  office.run_until_state(remains.marketing, "accepted");
  office.run_until_state(remains.receipt, "accepted");
  CHECK(office.submitted() == 3);
}

TEST_CASE("without a ledger that can be trusted, everything that was being sent is in doubt") {
  PostOffice office(accept);
  const Remains remains = leave_in_flight(office);
  std::filesystem::remove(office.running.folder.path() / "channel-email.lock");
  office.open();
  office.run_until_state(remains.marketing, "in doubt");
  CHECK(office.state_of(remains.untouched) == "in doubt");
  CHECK(office.state_of(remains.receipt) == "retrying");
}

TEST_CASE("what a channel can do is remembered for the daemon that settles after a crash") {
  PostOffice office(accept);
  office.can.deduplicates = true;
  office.open();
  office.run_until([&] {
    return office.write(
               [](Database& database) { return Meta(database).find("channel.email.deduplicates"); }) == "yes";
  });
}

TEST_CASE("a store that fails for a while loses no outcome") {
  PostOffice office([](const OutboundMessage&) { return answered(Outcome::Transient, "450 busy"); });
  const CustomerId anna = office.add_reader("anna@example.org");
  office.open();
  office.random.fails = true;  // the pause before a retry cannot be drawn, so the outcome cannot be stored
  const DeliveryId id = office.queue(anna);
  office.run_until([&] { return office.has_logged("delivery.store_failed"); });
  office.run_until_idle();
  CHECK(office.state_of(id) == "sending");
  CHECK(office.channel->settled_tickets.empty());  // the ledger must not forget it
  office.random.fails = false;
  office.advance("1s");
  office.run_until_state(id, "retrying");
  CHECK(office.row(id).reason == "450 busy");
  CHECK(office.row(id).attempts == 1);
  office.run_until([&] { return office.channel->settled_tickets.size() == 1; });
}

TEST_CASE("what was claimed while the store failed goes back by itself") {
  PostOffice office(accept);
  const CustomerId anna = office.add_reader("anna@example.org");
  office.write([](Database& database) {
    database.execute(
        // check-off(sql): a disk that refuses what was rendered, and nothing else.
        "CREATE TEMP TRIGGER full_disk BEFORE INSERT ON contents BEGIN SELECT RAISE(ABORT, 'disk full'); "
        "END");
  });
  office.open();
  const DeliveryId id = office.queue(anna);
  office.run_until([&] { return office.has_logged("delivery.store_failed"); });
  office.run_until_state(id, "queued");
  CHECK(office.row(id).attempts == 0);
  CHECK(office.submitted() == 0);
  // check-off(sql): and has room again.
  office.write([](Database& database) { database.execute("DROP TRIGGER full_disk"); });
  office.advance("2s");
  office.run_until_state(id, "accepted");
  CHECK(office.submitted() == 1);
}

TEST_CASE("stopping waits for what is on its way and gives back the rest") {
  PostOffice office;
  office.can.in_flight = 2;
  const CustomerId anna = office.add_reader("anna@example.org");
  std::vector<DeliveryId> ids;
  for (int i = 0; i < 5; ++i) ids.push_back(office.queue(anna));
  office.open();
  office.run_until([&] { return office.channel && office.channel->in_flight() == 2; });
  office.run_until_state(ids[4], "sending");
  office.dispatcher->stop();
  office.run_until_state(ids[4], "queued");
  CHECK_FALSE(office.dispatcher->has_stopped());
  CHECK(office.state_of(ids[0]) == "sending");
  office.channel->complete_all(answered(Outcome::Accepted));
  office.run_until([&] { return office.dispatcher->has_stopped(); });
  CHECK(office.state_of(ids[0]) == "accepted");
  CHECK(office.state_of(ids[1]) == "accepted");
  CHECK(office.submitted() == 2);
  for (std::size_t i = 2; i < 5; ++i) CHECK(office.row(ids[i]).attempts == 0);
  CHECK(office.tasks_failed == 0);
}

TEST_CASE("a stop takes no processor time while it waits") {
  PostOffice office;
  const CustomerId anna = office.add_reader("anna@example.org");
  office.open();
  office.queue(anna);
  office.run_until([&] { return office.channel && office.channel->in_flight() == 1; });
  office.dispatcher->stop();
  office.run_until_idle();
  office.running.io.restart();
  std::size_t handlers = 0;
  while (office.running.io.run_one_for(std::chrono::milliseconds{20}) > 0 && handlers < 100) ++handlers;
  CHECK(handlers < 100);
}

// A reader whose mail the plugin does not survive.
bool is_poison(const OutboundMessage& message) { return message.recipient.starts_with("poison"); }

TEST_CASE("a message that ends the plugin each time fails, and what was with it is sent") {
  for (const std::size_t place : {0, 1, 2}) {
    CAPTURE(place);
    PostOffice office(accept);
    office.dies_of = is_poison;
    std::vector<DeliveryId> ids;
    for (std::size_t i = 0; i < 3; ++i) {
      const std::string name = i == place ? "poison" : "reader" + std::to_string(i);
      ids.push_back(office.queue(office.add_reader(name + "@example.org")));
    }
    office.open();
    office.run_until_state(ids[place], "failed");
    CHECK(office.row(ids[place]).reason == "the channel's plugin ended each time it was given this message");
    CHECK(office.has_logged("delivery.poison"));
    for (std::size_t i = 0; i < 3; ++i) {
      if (i == place) continue;
      office.run_until_state(ids[i], "accepted");
      CHECK(office.row(ids[i]).attempts == 1);
    }
    CHECK(office.channel->deaths == 3);
    // Together, then each alone, the poison twice.
    CHECK(office.channel->batches == std::vector<std::size_t>{3, 1, 1, 1, 1});
  }
}

TEST_CASE("who was only near when a plugin ended flies with the others again") {
  PostOffice office(accept);
  bool is_deadly = true;
  office.dies_of = [&](const OutboundMessage&) { return std::exchange(is_deadly, false); };
  const CustomerId anna = office.add_reader("anna@example.org");
  const DeliveryId first = office.queue(anna), second = office.queue(anna);
  office.open();
  office.run_until_state(first, "accepted");
  office.run_until_state(second, "accepted");
  CHECK(office.channel->deaths == 1);
  CHECK(office.channel->batches == std::vector<std::size_t>{2, 1, 1});
  CHECK_FALSE(office.has_logged("delivery.poison"));
}

TEST_CASE("what was refused, and what we ended ourselves, makes no suspects") {
  PostOffice office;
  const CustomerId anna = office.add_reader("anna@example.org");
  office.queue(anna);
  office.queue(anna);
  office.open();
  const auto are_in_flight = [&] { return office.channel && office.channel->in_flight() == 2; };
  office.run_until(are_in_flight);
  SUBCASE("refused by a channel that lives on") { office.channel->lose_all(false); }
  SUBCASE("paused") {
    office.dispatcher->set_paused(true);
    office.channel->die();
    office.dispatcher->set_paused(false);
  }
  office.run_until(are_in_flight);  // a suspect would be there alone
  CHECK(office.channel->batches == std::vector<std::size_t>{2, 2});
}

// Keeps the one reader busy, so that what was claimed is not rendered before the test says so.
class HeldReader {
 public:
  explicit HeldReader(PostOffice& office) : office_(office) {
    auto wait_for_release = [this](Database&) {
      may_go_.wait();
      return 0;
    };
    office_.running.start(office_.running.store->read(wait_for_release), answer_);
  }
  ~HeldReader() { release(); }
  void release() {
    if (may_go_.try_wait()) return;
    may_go_.count_down();
    office_.running.await(answer_);
  }

 private:
  PostOffice& office_;
  std::latch may_go_{1};
  testing::Answer<int> answer_;
};

TEST_CASE("an unsubscription while the mail is being rendered is in time") {
  PostOffice office(accept);
  const CustomerId anna = office.add_reader("anna@example.org");
  const DeliveryId id = office.queue(anna);
  office.clock.advance(span("1s"));
  HeldReader held(office);
  office.open();
  office.run_until_state(id, "sending");
  office.write([&](Database& database) { testing::withdraw(database, anna, office.clock.now()); });
  held.release();
  office.run_until_state(id, "withheld");
  office.run_until_idle();
  CHECK(office.submitted() == 0);
  CHECK(office.row(id).attempts == 0);
}

TEST_CASE("a pause while the mail is being rendered is in time") {
  PostOffice office(accept);
  const CustomerId anna = office.add_reader("anna@example.org");
  const DeliveryId id = office.queue(anna);
  HeldReader held(office);
  office.open();
  office.run_until_state(id, "sending");
  office.dispatcher->set_paused(true);
  held.release();
  office.run_until_state(id, "queued");
  CHECK(office.submitted() == 0);
}

}  // namespace
}  // namespace lifecycled
