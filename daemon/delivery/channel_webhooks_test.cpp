// A channel's way back: what its provider reports and asks, with the real store and a channel that is the
// test.
#include "delivery/channel_webhooks.hpp"

#include <doctest/doctest.h>

#include "delivery/dispatcher_harness.hpp"
#include "store/kept_webhooks.hpp"
#include "store/quarantine.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;

namespace {

struct Way : PostOffice {
  Way() {
    can.receives_webhooks = true;
    open();
    run_until([this] { return channel != nullptr && channel->state() == ChannelState::Ready; });
  }
  WebhookReply ask(const std::string& body, const std::string& method = "POST") {
    WebhookRequest request;
    request.method = method;
    request.body = body;
    request.received_unix_ms = to_ms(clock.now());
    auto reply = running.result_of(dispatcher->webhooks()->receive(std::move(request)));
    running.io.restart();
    return reply;
  }
  std::int64_t kept() {
    return write([](Database& database) { return KeptWebhooks(database).count("email"); });
  }
};

}  // namespace

TEST_CASE("a report is answered when it is on disk") {
  Way way;
  const DeliveryId id = way.queue(way.add_reader("anna@example.org"));
  way.run_until([&] { return way.channel->submitted.size() == 1; });
  AttemptResult accepted;
  accepted.outcome = Outcome::Accepted;
  accepted.provider_message_id = "p1";
  way.channel->complete(way.channel->submitted[0].ticket, accepted);

  Receipt receipt;
  receipt.kind = ReceiptKind::Delivered;
  receipt.provider_message_id = "p1";
  receipt.event_id = "e1";
  receipt.at_unix_ms = to_ms(way.clock.now());
  std::optional<bool> stored;
  way.channel->report(receipt, [&](bool is_stored) { stored = is_stored; });
  way.run_until([&] { return stored.has_value(); });
  CHECK(*stored);
  CHECK(way.state_of(id) == "delivered");
}

TEST_CASE("a webhook goes to the plugin, and its answer back") {
  Way way;
  way.channel->webhook_reply = WebhookReply{201, "application/json", "{}"};
  const WebhookReply reply = way.ask("hello");
  CHECK(reply.status == 201);
  CHECK(reply.body == "{}");
  CHECK(way.channel->webhooks.at(0).body == "hello");
}

TEST_CASE("what the plugin refuses leaves a trace") {
  Way way;
  way.channel->webhook_reply = WebhookReply{401, "text/plain", "wrong signature\n"};
  CHECK(way.ask("forged").status == 401);
  CHECK(way.has_logged("webhook.refused"));
  way.channel->webhook_reply = WebhookReply{200, "text/plain", ""};
  way.ask("good");
  CHECK(std::ranges::count_if(way.log_lines, [](const std::string& line) {
          return line.find("webhook.refused") != std::string::npos;
        }) == 1);
}

TEST_CASE(
    "while the channel is down, webhooks are kept, answered, and handed over in order when it is back") {
  Way way;
  way.channel->webhook_reply.reset();  // it is failing just now
  CHECK(way.ask("one").status == 200);
  CHECK(way.ask("two").status == 200);
  CHECK(way.kept() == 2);
  // A handshake needs the plugin's own word.
  CHECK(way.ask("", "GET").status == 503);
  CHECK(way.kept() == 2);

  const Instant came = way.clock.now();
  way.advance("2h");
  way.channel->webhooks.clear();
  way.channel->webhook_reply = WebhookReply{200, "text/plain", "heard"};
  way.channel->fail_and_recover();
  way.run_until([&] { return way.kept() == 0; });
  REQUIRE(way.channel->webhooks.size() == 2);
  CHECK(way.channel->webhooks[0].body == "one");
  CHECK(way.channel->webhooks[1].body == "two");
  // Signatures are measured by when they came.
  CHECK(way.channel->webhooks[0].received_unix_ms == to_ms(came));
}

TEST_CASE(
    "a webhook on which the plugin fails again and again is set aside, and those behind it are not lost") {
  Way way;
  way.channel->webhook_reply.reset();
  CHECK(way.ask("poison").status == 200);
  CHECK(way.ask("good").status == 200);
  for (int life = 0; life < 3; ++life) {
    way.channel->fail_and_recover();
    way.run_until_idle();
    CHECK(way.kept() == 2);
  }
  way.channel->webhook_reply = WebhookReply{200, "text/plain", "heard"};
  way.channel->fail_and_recover();
  way.run_until([&] { return way.kept() == 0; });
  CHECK(way.channel->webhooks.back().body == "good");
  CHECK(way.write([](Database& database) { return Quarantine(database).count(); }) == 1);
}

TEST_CASE("a channel whose plugin takes no webhooks says so") {
  PostOffice office;
  office.open();
  office.run_until(
      [&] { return office.channel != nullptr && office.channel->state() == ChannelState::Ready; });
  auto reply = office.running.result_of(office.dispatcher->webhooks()->receive({}));
  office.running.io.restart();
  CHECK(reply.status == 404);
}

TEST_CASE("a webhook that was kept and proves forged leaves a trace") {
  Way way;
  way.channel->webhook_reply.reset();
  CHECK(way.ask("forged").status == 200);
  CHECK_FALSE(way.has_logged("webhook.refused"));
  way.channel->webhook_reply = WebhookReply{401, "text/plain", "wrong signature\n"};
  way.channel->fail_and_recover();
  way.run_until([&] { return way.kept() == 0; });
  CHECK(way.has_logged("webhook.refused"));
}

TEST_CASE("a wish to stop of nobody is told in the log") {
  Way way;
  Receipt wish;
  wish.kind = ReceiptKind::Unsubscribed;
  wish.address = "nobody@example.org";
  wish.event_id = "e1";
  wish.at_unix_ms = to_ms(way.clock.now());
  std::optional<bool> stored;
  way.channel->report(wish, [&](bool is_stored) { stored = is_stored; });
  way.run_until([&] { return stored.has_value(); });
  way.run_until_idle();
  CHECK(way.has_logged("delivery.nobody_to_stop"));
}
