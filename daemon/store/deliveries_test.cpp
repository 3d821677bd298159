#include "store/deliveries.hpp"

#include <set>

#include <doctest/doctest.h>

#include "store/store_testing.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t transactional_first = 1;

struct Outbox {
  ScratchDatabase scratch;
  Deliveries deliveries{scratch};
  CustomerId anna = add_customer(scratch);
  MessageId message = add_message(scratch, anna);
  int made = 0;

  DeliveryId add(Instant due_at, std::int64_t priority = 2, std::string_view channel = "email") {
    DeliveryRow delivery = delivery_of(message, "key-" + std::to_string(++made));
    delivery.channel = channel;
    delivery.priority = priority;
    return deliveries.add(delivery, due_at);
  }
  DeliveryRow row(DeliveryId id) { return deliveries.find(id).value(); }
  Ticket claim(DeliveryId id) { return deliveries.claim(row(id), some_noon); }
  std::vector<DeliveryId> due(Instant now, std::size_t limit = 10) {
    std::vector<DeliveryId> out;
    for (const QueuedDelivery& queued : deliveries.due("email", now, limit)) out.push_back(queued.id);
    return out;
  }
};

using Ids = std::vector<DeliveryId>;

}  // namespace

TEST_CASE("a delivery is queued and comes back as it was made") {
  Outbox outbox;
  DeliveryRow delivery = delivery_of(outbox.message, "key");
  delivery.address = add_address(outbox.scratch, outbox.anna, "a@example.org");
  const DeliveryId id = outbox.deliveries.add(delivery, some_noon);
  const DeliveryRow stored = outbox.row(id);
  CHECK(stored.id == id);
  CHECK(stored.message == outbox.message);
  CHECK(stored.channel == "email");
  CHECK(stored.address == delivery.address);
  CHECK(stored.state == DeliveryState::Queued);
  CHECK(stored.reason.empty());
  CHECK(stored.priority == first_queue_class);
  CHECK(stored.due_at == some_noon);
  CHECK(stored.attempts == 0);
  CHECK(stored.idempotency_key == "key");
  CHECK_FALSE(stored.provider_message_id);
  CHECK_FALSE(stored.first_attempt_at);
  CHECK_FALSE(outbox.deliveries.find(id + 1));
  const auto of_message = outbox.deliveries.of_message(outbox.message);
  REQUIRE(of_message.size() == 1);
  CHECK(of_message[0].id == id);
}

TEST_CASE("an idempotency key belongs to one delivery") {
  Outbox outbox;
  outbox.deliveries.add(delivery_of(outbox.message, "key"), some_noon);
  CHECK_THROWS(outbox.deliveries.add(delivery_of(outbox.message, "key"), some_noon));
}

TEST_CASE("what is due leaves transactional first, then by time; other channels wait apart") {
  Outbox outbox;
  const DeliveryId late_offer = outbox.add(some_noon + 2s);
  const DeliveryId offer = outbox.add(some_noon);
  const DeliveryId late_receipt = outbox.add(some_noon + 3s, transactional_first);
  const DeliveryId receipt = outbox.add(some_noon + 1s, transactional_first);
  outbox.add(some_noon + 1h);
  outbox.add(some_noon, 2, "sms");
  CHECK(outbox.due(some_noon + 5s) == Ids{receipt, late_receipt, offer, late_offer});
  CHECK(outbox.due(some_noon + 5s, 3) == Ids{receipt, late_receipt, offer});
  CHECK(outbox.due(some_noon + 5s, 2) == Ids{receipt, late_receipt});
  CHECK(outbox.due(some_noon) == Ids{offer});
  CHECK(outbox.due(some_noon - 1ms).empty());
  const auto queued = outbox.deliveries.due("email", some_noon + 5s, 1);
  CHECK(queued.at(0).priority == transactional_first);
  CHECK(queued.at(0).due_at == some_noon + 1s);
}

TEST_CASE("the next moment at which something is due, of either priority") {
  Outbox outbox;
  CHECK_FALSE(outbox.deliveries.next_due("email", some_noon));
  outbox.add(some_noon);
  outbox.add(some_noon + 2h);
  outbox.add(some_noon + 1h, transactional_first);
  outbox.add(some_noon + 1s, 2, "sms");
  CHECK(outbox.deliveries.next_due("email", some_noon - 1ms) == some_noon);
  CHECK(outbox.deliveries.next_due("email", some_noon) == some_noon + 1h);
  CHECK(outbox.deliveries.next_due("email", some_noon + 1h) == some_noon + 2h);
  CHECK_FALSE(outbox.deliveries.next_due("email", some_noon + 2h));
}

TEST_CASE("a claim takes from the queue, and its attempt is open until it is answered") {
  Outbox outbox;
  const DeliveryId id = outbox.add(some_noon);
  const Ticket ticket = outbox.claim(id);
  DeliveryRow row = outbox.row(id);
  CHECK(row.state == DeliveryState::Sending);
  CHECK(row.attempts == 1);
  CHECK(row.first_attempt_at == some_noon);
  CHECK_FALSE(row.due_at);
  CHECK(outbox.due(some_noon + 1h).empty());
  auto open = outbox.deliveries.open_attempts("email");
  REQUIRE(open.size() == 1);
  CHECK(open[0].ticket == ticket);
  CHECK(open[0].delivery == id);
  CHECK(outbox.deliveries.open_attempts("sms").empty());

  outbox.deliveries.end_attempt(ticket, some_noon + 1s, 1, "250 ok");
  CHECK(outbox.deliveries.open_attempts("email").empty());
  outbox.deliveries.settle(id, DeliveryState::Accepted, "", some_noon + 1s);
  CHECK(outbox.row(id).state == DeliveryState::Accepted);
}

TEST_CASE("a retry comes back with its count, its first moment and the same key") {
  Outbox outbox;
  const DeliveryId id = outbox.add(some_noon);
  const Ticket first = outbox.claim(id);
  outbox.deliveries.end_attempt(first, some_noon, 2, "451 later");
  outbox.deliveries.retry(id, some_noon + 1h, "451 later");
  DeliveryRow row = outbox.row(id);
  CHECK(row.state == DeliveryState::Retrying);
  CHECK(row.reason == "451 later");
  CHECK(row.due_at == some_noon + 1h);
  CHECK(outbox.due(some_noon + 59min).empty());
  CHECK(outbox.due(some_noon + 1h) == Ids{id});
  const Ticket second = outbox.deliveries.claim(row, some_noon + 1h);
  CHECK(second > first);
  row = outbox.row(id);
  CHECK(row.attempts == 2);
  CHECK(row.first_attempt_at == some_noon);
  CHECK(row.idempotency_key == "key-1");
}

TEST_CASE("a delivery stands in the queue once, however often it is put back") {
  Outbox outbox;
  const DeliveryId id = outbox.add(some_noon);
  outbox.deliveries.postpone(outbox.row(id), some_noon + 1h, "quiet hours");
  outbox.deliveries.retry(id, some_noon + 2h, "one");
  outbox.deliveries.retry(id, some_noon + 3h, "two");
  outbox.deliveries.retry(id, some_noon + 3h, "three");
  CHECK(outbox.due(some_noon + 9h) == Ids{id});
  outbox.claim(id);
  CHECK(outbox.due(some_noon + 9h).empty());
  CHECK(outbox.deliveries.queue_lengths().empty());
}

TEST_CASE("a postponed delivery has made no attempt by that") {
  Outbox outbox;
  const DeliveryId id = outbox.add(some_noon);
  outbox.deliveries.postpone(outbox.row(id), some_noon + 8h, "quiet hours");
  const DeliveryRow row = outbox.row(id);
  CHECK(row.state == DeliveryState::Queued);
  CHECK(row.reason == "quiet hours");
  CHECK(row.attempts == 0);
  CHECK(row.due_at == some_noon + 8h);
  CHECK(outbox.due(some_noon + 7h).empty());
  CHECK(outbox.due(some_noon + 8h) == Ids{id});
}

TEST_CASE("one that was tried before stays a retry when it is postponed") {
  Outbox outbox;
  const DeliveryId id = outbox.add(some_noon);
  outbox.claim(id);
  outbox.deliveries.retry(id, some_noon, "451");
  outbox.deliveries.postpone(outbox.row(id), some_noon + 8h, "quiet hours");
  CHECK(outbox.row(id).state == DeliveryState::Retrying);
}

TEST_CASE("an attempt that was never made does not count") {
  Outbox outbox;
  const DeliveryId id = outbox.add(some_noon);
  const Ticket ticket = outbox.claim(id);
  outbox.deliveries.forget_attempt(ticket, id);
  outbox.deliveries.postpone(outbox.row(id), some_noon + 1s, "");
  DeliveryRow row = outbox.row(id);
  CHECK(row.state == DeliveryState::Queued);
  CHECK(row.attempts == 0);
  CHECK_FALSE(row.first_attempt_at);
  CHECK(outbox.deliveries.open_attempts("email").empty());
  CHECK(outbox.due(some_noon + 1s) == Ids{id});
  // Said twice, it is still one attempt that was not made.
  outbox.deliveries.forget_attempt(ticket, id);
  CHECK(outbox.row(id).attempts == 0);
  // A late answer to the old ticket must find nobody else's attempt.
  CHECK(outbox.deliveries.claim(row, some_noon + 1s) > ticket);
}

TEST_CASE("forgetting a later attempt keeps the earlier ones") {
  Outbox outbox;
  const DeliveryId id = outbox.add(some_noon);
  outbox.deliveries.end_attempt(outbox.claim(id), some_noon, 2, "");
  outbox.deliveries.retry(id, some_noon + 1h, "");
  const Ticket second = outbox.deliveries.claim(outbox.row(id), some_noon + 1h);
  outbox.deliveries.forget_attempt(second, id);
  CHECK(outbox.row(id).attempts == 1);
  CHECK(outbox.row(id).first_attempt_at == some_noon);
}

TEST_CASE("a settled delivery leaves the queue and says why") {
  Outbox outbox;
  const DeliveryId id = outbox.add(some_noon);
  const DeliveryId other = outbox.add(some_noon);
  outbox.deliveries.settle(id, DeliveryState::Withheld, "unsubscribed", some_noon + 1s);
  const DeliveryRow row = outbox.row(id);
  CHECK(row.state == DeliveryState::Withheld);
  CHECK(row.reason == "unsubscribed");
  CHECK_FALSE(row.due_at);
  CHECK(outbox.due(some_noon + 1h) == Ids{other});
}

TEST_CASE("after an end without farewell, open attempts and doubts are found by channel") {
  Outbox outbox;
  const DeliveryId first = outbox.add(some_noon);
  const DeliveryId second = outbox.add(some_noon);
  const DeliveryId sms = outbox.add(some_noon, 2, "sms");
  const DeliveryId answered = outbox.add(some_noon);
  outbox.add(some_noon);
  const Ticket of_second = outbox.claim(second);
  const Ticket of_first = outbox.claim(first);
  outbox.claim(sms);
  outbox.deliveries.end_attempt(outbox.claim(answered), some_noon, 1, "");
  outbox.deliveries.settle(answered, DeliveryState::Accepted, "", some_noon);

  const auto open = outbox.deliveries.open_attempts("email");
  REQUIRE(open.size() == 2);
  CHECK(open[0].ticket == of_second);
  CHECK(open[0].delivery == second);
  CHECK(open[1].ticket == of_first);

  CHECK(outbox.deliveries.in_doubt("email").empty());
  outbox.deliveries.settle(second, DeliveryState::InDoubt, "the daemon ended", some_noon);
  outbox.deliveries.settle(first, DeliveryState::InDoubt, "the daemon ended", some_noon);
  outbox.deliveries.settle(sms, DeliveryState::InDoubt, "the daemon ended", some_noon);
  CHECK(outbox.deliveries.in_doubt("email") == Ids{first, second});
}

TEST_CASE("the provider's word finds its delivery, and what it leaves out stays") {
  Outbox outbox;
  const DeliveryId id = outbox.add(some_noon);
  const DeliveryId sms = outbox.add(some_noon, 2, "sms");
  CHECK_FALSE(outbox.deliveries.find_by_provider_id("email", "p-1"));
  outbox.deliveries.note_provider(id, "p-1", "example.org", 450, "EUR");
  outbox.deliveries.note_provider(sms, "p-1", "", 0, "");
  outbox.deliveries.note_provider(id, "", "", 0, "");
  CHECK(outbox.row(id).provider_message_id == "p-1");
  CHECK(outbox.deliveries.find_by_provider_id("email", "p-1") == id);
  CHECK(outbox.deliveries.find_by_provider_id("sms", "p-1") == sms);
  CHECK_FALSE(outbox.deliveries.find_by_provider_id("email", ""));
  CHECK(number_from(outbox.scratch, "SELECT cost_micros FROM deliveries WHERE cost_currency = 'EUR'") == 450);
}

TEST_CASE("queues and states are counted by channel") {
  Outbox outbox;
  const DeliveryId id = outbox.add(some_noon);
  outbox.add(some_noon);
  outbox.add(some_noon, 1);
  outbox.add(some_noon, 2, "sms");
  outbox.deliveries.settle(id, DeliveryState::InDoubt, "", some_noon);
  CHECK(outbox.deliveries.queue_lengths() == std::map<std::string, std::int64_t>{{"email", 2}, {"sms", 1}});
  const auto counts = outbox.deliveries.count_by_state();
  CHECK(counts.at("email") == std::map<std::string, std::int64_t>{{"in doubt", 1}, {"queued", 2}});
  CHECK(counts.at("sms") == std::map<std::string, std::int64_t>{{"queued", 1}});
}

TEST_CASE("marketing leaves by its class, and a customer's own competes in one order") {
  Outbox outbox;
  const std::int64_t usual = queue_class(MessageKind::Marketing, usual_priority, 0);
  const std::int64_t urgent = queue_class(MessageKind::Marketing, 90, 0);
  const std::int64_t valued = queue_class(MessageKind::Marketing, usual_priority, serve_level(800));
  const DeliveryId plain = outbox.add(some_noon, usual), wanted = outbox.add(some_noon + 1s, urgent);
  const DeliveryId dear = outbox.add(some_noon + 2s, valued);
  const DeliveryId receipt = outbox.add(some_noon + 3s, first_queue_class);
  std::vector<DeliveryId> order;
  for (const QueuedDelivery& queued : outbox.deliveries.due("email", some_noon + 1h, 10))
    order.push_back(queued.id);
  CHECK(order == std::vector{receipt, wanted, dear, plain});
  CHECK(outbox.deliveries.due("email", some_noon + 1h, 2).size() == 2);
  CHECK(outbox.deliveries.ahead_of(outbox.anna, usual, plain, 10) == std::vector{wanted, dear});
  CHECK(outbox.deliveries.ahead_of(outbox.anna, urgent, wanted, 10).empty());
  CHECK(outbox.deliveries.ahead_of(outbox.anna, usual, plain + 10, 10) == std::vector{wanted, dear, plain});
  CHECK(outbox.deliveries.ahead_of(outbox.anna + 1, usual, plain, 10).empty());
}

TEST_CASE("each state has a word of its own") {
  std::set<std::string_view> words;
  for (int number = 1; number <= 12; ++number) words.insert(to_text(static_cast<DeliveryState>(number)));
  CHECK(words.size() == 12);
  CHECK_FALSE(words.contains("?"));
  CHECK(to_text(DeliveryState::InDoubt) == "in doubt");
}
