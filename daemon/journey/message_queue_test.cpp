#include "journey/message_queue.hpp"

#include <set>

#include <doctest/doctest.h>

#include "consent/consent_ledger.hpp"
#include "journey/testing.hpp"

namespace lifecycled {
namespace {

using testing::Shop;
using testing::span;

std::string sends(const std::string& what, const std::string& more = "") {
  return "serves = \"advocacy\"\ntrigger = { event = \"Signed Up\", again_after = \"0s\" }\n" + more +
         "\nstep = [ " + what + " ]\n";
}

// The text of a message and its channel, without the moment.
std::string told(Shop& shop, std::string_view user) {
  std::string out;
  const std::string all = shop.messages(user);
  for (std::size_t at = 0; at < all.size();) {
    const auto end = all.find('\n', at);
    out += all.substr(at + 17, end - at - 17) + "\n";
    at = end + 1;
  }
  return out;
}

// Anna has a phone and a mail address; the yes is said by each test.
void introduce(Shop& shop) {
  shop.track("anna", "Customer Identified", R"({"email": "anna@example.org", "phone": "+31 6 1234 5678"})");
}

TEST_CASE("a notification goes to every browser that said yes; it is one message") {
  Shop shop(Shop::Files{});
  shop.settings().facts.reaches["webpush"] = "webpush";
  ChannelSettings webpush;
  webpush.name = webpush.reaches = "webpush";
  shop.settings().messages.channels.push_back(webpush);
  shop.settings().messages.message_channels["hello"].push_back("webpush");
  shop.open({{"it", sends(R"({ send = "hello", channel = ["webpush", "email"] })")}});
  shop.welcome("anna");
  for (int browser = 1; browser <= 14; ++browser) {
    const std::string endpoint = "https://push.example/" + std::to_string(browser);
    ConsentWord word;
    word.customer = shop.customer("anna");
    word.address =
        Addresses(shop.database).add(word.customer, "webpush", endpoint, endpoint, shop.clock.now());
    word.channel = "webpush";
    word.given = browser != 13;
    word.at = shop.clock.now();
    word.source = "test";
    ConsentLedger(shop.database).record(word, shop.clock.now());
    shop.clock.advance(Milliseconds{1});
  }
  shop.track("anna", "Signed Up");
  const auto messages = Messages(shop.database).of_customer(shop.customer("anna"), 10);
  REQUIRE(messages.size() == 1);
  std::string browsers;
  std::set<std::string> keys;
  for (const DeliveryRow& delivery : Deliveries(shop.database).of_message(messages[0].id)) {
    browsers += Addresses(shop.database).find(*delivery.address)->value.substr(21) + " ";
    keys.insert(delivery.idempotency_key);
  }
  CHECK(browsers == "14 12 11 10 9 8 7 6 5 4 ");  // the newest ten, and never the one that said no
  CHECK(keys.size() == 10);
  CHECK(shop.steps("anna") == "0 queued: webpush\n");
}

TEST_CASE("a list of channels means the first on which this customer may be written to") {
  Shop shop(sends(R"({ send = "hello", channel = ["sms", "whatsapp", "email"] })"));
  introduce(shop);
  SUBCASE("nobody said yes") {
    shop.track("anna", "Signed Up");
    CHECK(told(shop, "anna") ==
          "hello (sms: no consent on record; whatsapp: no consent on record; email: no consent on record)\n");
  }
  SUBCASE("the last of them") {
    shop.agree("anna", "email");
    shop.track("anna", "Signed Up");
    CHECK(told(shop, "anna") == "hello email\n");
  }
  SUBCASE("each channel has a consent of its own, though both use one phone") {
    shop.agree("anna", "email");
    shop.agree("anna", "whatsapp");
    shop.track("anna", "Signed Up");
    CHECK(told(shop, "anna") == "hello whatsapp\n");
  }
  SUBCASE("withdrawn") {
    shop.agree("anna", "sms");
    shop.agree("anna", "email");
    shop.clock.advance(Milliseconds{1});
    shop.track("anna", "Consent Withdrawn", R"({"channel": "sms"})");
    shop.track("anna", "Signed Up");
    CHECK(told(shop, "anna") == "hello email\n");
  }
}

TEST_CASE("reasons for a message that is withheld name what is missing") {
  Shop shop(sends(R"({ send = "mail-only", channel = ["sms", "push", "email"] })"));
  shop.track("ben", "Customer Identified", R"({"phone": "+31612345678"})");
  shop.track("ben", "Signed Up");
  CHECK(told(shop, "ben") ==
        "mail-only (sms: the message has no text for it; push: not configured; email: no address)\n");
  CHECK(shop.steps("ben") ==
        "0 withheld: sms: the message has no text for it; push: not configured; email: no address\n");
  CHECK(shop.journeys("ben").starts_with("finished"));
}

TEST_CASE("a send without a channel takes the shop's order") {
  Shop shop(sends(R"({ send = "hello" })"));
  shop.settings().messages.delivery.channels = {"whatsapp", "email"};
  shop.open({{"it", sends(R"({ send = "hello" })")}});
  introduce(shop);
  shop.agree("anna", "email");
  shop.track("anna", "Signed Up");
  CHECK(told(shop, "anna") == "hello email\n");
  shop.agree("anna", "whatsapp");
  shop.pass("1m");
  shop.track("anna", "Signed Up");
  CHECK(told(shop, "anna") == "hello email\nhello whatsapp\n");
}

TEST_CASE("all means every channel that may be used, as one message") {
  Shop shop(sends(R"({ send = "hello", channel = "all" })"));
  introduce(shop);
  shop.agree("anna", "email");
  shop.agree("anna", "sms");
  shop.track("anna", "Signed Up");
  CHECK(told(shop, "anna") == "hello email sms\n");
  const auto messages = Messages(shop.database).of_customer(shop.customer("anna"), 9);
  CHECK(messages.size() == 1);
  const auto deliveries = Deliveries(shop.database).of_message(messages[0].id);
  REQUIRE(deliveries.size() == 2);
  CHECK(deliveries[0].idempotency_key != deliveries[1].idempotency_key);
}

TEST_CASE("other_than does not come by the same way twice") {
  const std::string campaign = sends(
      R"({ id = "first", send = "hello", channel = ["sms", "email"] }, { after = "1d", send = "second", channel = ["email", "sms"], other_than = "first" })");
  SUBCASE("another way is open") {
    Shop shop(campaign);
    introduce(shop);
    shop.agree("anna", "email");
    shop.track("anna", "Signed Up");
    shop.agree("anna", "sms");
    shop.pass("2d");
    CHECK(told(shop, "anna") == "hello email\nsecond sms\n");
  }
  SUBCASE("none is") {
    Shop shop(campaign);
    shop.welcome("ben");
    shop.track("ben", "Signed Up");
    shop.pass("2d");
    CHECK(told(shop, "ben") == "hello email\nsecond (sms: no address)\n");
  }
  SUBCASE("no other is named") {
    Shop shop(sends(
        R"({ id = "first", send = "hello", channel = "email" }, { send = "second", channel = "email", other_than = "first" })"));
    shop.welcome("ben");
    shop.track("ben", "Signed Up");
    CHECK(told(shop, "ben") == "hello email\nsecond (no other channel)\n");
  }
}

TEST_CASE("the shop's own people need no consent") {
  Shop shop(sends(R"({ send = "call", channel = "staff" })"));
  shop.track("ben", "Signed Up");
  CHECK(told(shop, "ben") == "call staff\n");
}

TEST_CASE("kind: what needs a yes, and what goes first") {
  Shop shop(sends(
      R"({ send = "hello", kind = "confirmation" }, { send = "thanks", kind = "transactional" }, { send = "second" })"));
  introduce(shop);
  shop.track("anna", "Signed Up");
  CHECK(told(shop, "anna") == "hello email\nthanks email\nsecond (email: no consent on record)\n");

  const auto messages = Messages(shop.database).of_customer(shop.customer("anna"), 9);
  const auto first_delivery = [&](std::size_t i) {
    return Deliveries(shop.database).of_message(messages[i].id).at(0);
  };
  CHECK(first_delivery(1).priority == 1);
  CHECK(first_delivery(2).priority == 1);
  CHECK(messages[1].expires_at == shop.clock.now() + span("12h"));
  CHECK(messages[0].expires_at == shop.clock.now() + span("3d"));

  shop.clock.advance(Milliseconds{1});
  shop.track("anna", "Consent Withdrawn", R"({"channel": "email"})");
  shop.track("anna", "Signed Up");
  CHECK(
      told(shop, "anna")
          .ends_with("hello (email: consent withdrawn)\nthanks email\nsecond (email: consent withdrawn)\n"));

  shop.track("anna", "Consent Withdrawn", R"({"channel": "email", "purpose": "transactional"})");
  shop.clock.advance(Milliseconds{1});
  shop.track("anna", "Signed Up");
  CHECK(told(shop, "anna").find("thanks (email: transactional messages declined)") != std::string::npos);
}

TEST_CASE("a campaign may set how long its messages keep") {
  Shop shop(sends(R"({ send = "hello" })", R"(expires_after = "90m")"));
  shop.welcome("anna");
  shop.track("anna", "Signed Up");
  const auto messages = Messages(shop.database).of_customer(shop.customer("anna"), 9);
  CHECK(messages.at(0).expires_at == messages.at(0).created_at + span("90m"));
}

TEST_CASE("suppressed is above consent, and the next address is tried") {
  Shop shop(sends(R"({ send = "hello" })"));
  shop.welcome("anna");
  shop.track("anna", "Consent Given", R"({"channel": "email", "email": "anna@work.example"})");
  const auto addresses = Addresses(shop.database).of_customer(shop.customer("anna"), "email");
  REQUIRE(addresses.size() == 2);
  Addresses(shop.database).suppress(addresses[0].id, "email", "complaint", shop.clock.now());
  shop.track("anna", "Signed Up");
  auto messages = Messages(shop.database).of_customer(shop.customer("anna"), 1);
  CHECK(Deliveries(shop.database).of_message(messages.at(0).id).at(0).address == addresses[1].id);

  Addresses(shop.database).suppress(addresses[1].id, "email", "complaint", shop.clock.now());
  shop.track("anna", "Signed Up");
  CHECK(told(shop, "anna").ends_with("hello (email: suppressed: complaint)\n"));
}

TEST_CASE("what a message will be explained by is kept with it") {
  Shop shop(sends(R"({ after = "1h", send = "hello" })"));
  shop.welcome("anna");
  const EventId event = shop.say("anna", "Signed Up");
  shop.pass("2h");
  const auto message = Messages(shop.database).of_customer(shop.customer("anna"), 9).at(0);
  CHECK(message.event == event);
  CHECK(message.journey == shop.journey_rows("anna").at(0).id);
  CHECK(message.version == shop.journey_rows("anna").at(0).version);
  CHECK(message.step == 0);
  CHECK(message.kind == MessageKind::Marketing);
}

TEST_CASE("the channels of each message come from its files") {
  MessageFiles files;
  MessageDefinition definition;
  definition.name = "hello";
  definition.channels = {{"email", {}}, {"sms", {}}};
  files.messages.push_back(definition);
  const auto settings = message_queue_settings(Settings{}, files);
  CHECK(settings.message_channels.at("hello") == std::vector<std::string>{"email", "sms"});
}

TEST_CASE("a declined topic withholds marketing of that topic, whichever channel") {
  Shop shop(
      sends(R"({ send = "hello", channel = ["sms", "email"] })", "kind = \"marketing\"\ntopic = \"news\""));
  introduce(shop);
  shop.agree("anna", "email");
  SUBCASE("declined") {
    shop.track("anna", "Preferences Changed", R"({"topics_declined": ["news"]})");
    shop.track("anna", "Signed Up");
    CHECK(told(shop, "anna") == "hello (the customer declined the topic news)\n");
  }
  SUBCASE("another one") {
    shop.track("anna", "Preferences Changed", R"({"topics_declined": ["offers"]})");
    shop.track("anna", "Signed Up");
    CHECK(told(shop, "anna") == "hello email\n");
  }
}

}  // namespace
}  // namespace lifecycled
