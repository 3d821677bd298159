#include "delivery/reply_desk.hpp"

#include <doctest/doctest.h>

#include "audience/address_form.hpp"
#include "delivery/testing.hpp"
#include "message/reply_messages.hpp"
#include "store/quarantine.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;

namespace {

constexpr const char* phone = "+31612345678";

ReplySettings with_answers(const OwnReplyWords& own = {}) {
  ReplySettings settings;
  settings.expires_after = span("12h");
  ReplyChannel sms{ReplyWords::usual(own), {}};
  sms.answers.insert(reply_messages.begin(), reply_messages.end());
  settings.channels["sms"] = sms;
  return settings;
}

// A shop with a channel "sms", and Ben, who has said yes to it.
struct Phones {
  explicit Phones(ReplySettings replies = with_answers()) {
    ChannelSettings sms;
    sms.name = "sms";
    sms.reaches = "phone";
    settings.channels.push_back(sms);
    settings.gates = {{}, TimeZone::named("Europe/Amsterdam"), settings.channels};
    settings.replies = std::move(replies);
    outbox.emplace(settings, random);
  }

  AddressId add(bool agrees) {
    const CustomerId customer = Customers(database).create(clock.now());
    const AddressId address = Addresses(database).add(customer, "phone", phone, phone, clock.now());
    if (agrees) say(address, true);
    return address;
  }
  // What the reactor makes of an event, and what a page does.
  void say(AddressId address, bool given, ConsentPurpose purpose = ConsentPurpose::Marketing) {
    ConsentWord word;
    word.address = address;
    word.customer = Addresses(database).find(address)->customer;
    word.channel = "sms";
    word.purpose = purpose;
    word.given = given;
    word.at = clock.now();
    word.source = "test";
    ConsentLedger(database).record(word, clock.now());
  }

  // What follows from a reply: the consents that change, and what is answered.
  std::string hear(const std::string& text, const std::string& stands_for = "") {
    const EventId before = Events(database).last_id();
    Receipt receipt;
    receipt.kind = ReceiptKind::Replied;
    receipt.address = phone;
    receipt.event_id = std::to_string(++replies);
    receipt.at_unix_ms = to_ms(clock.now());
    receipt.text = text;
    receipt.code = stands_for;
    outbox->record_receipts(database, "sms", {receipt}, clock.now());
    std::string out;
    for (const StoredEvent& event : Events(database).read_after(before, 100)) {
      if (event.name == "Reply Received") continue;
      out += event.name +
             (event.body.find("transactional") == std::string::npos ? " marketing; " : " transactional; ");
      const bool given = event.name == "Consent Given";
      const auto theirs = Addresses(database).of_customer(*event.customer, "phone");
      say(theirs.at(0).id, given,
          event.body.find("transactional") == std::string::npos ? ConsentPurpose::Marketing
                                                                : ConsentPurpose::Transactional);
    }
    for (const Claim& claim : outbox->claim(database, "sms", clock.now(), 100)) {
      CHECK(claim.recipient == phone);
      out += claim.message.name;
      AttemptResult accepted;
      accepted.outcome = Outcome::Accepted;
      outbox->record(database, "sms", {{claim.ticket, claim.delivery.id, accepted}}, false, clock.now());
    }
    clock.advance(span("1s"));
    return out;
  }

  Database database{":memory:", Database::Mode::ReadWrite};
  VirtualClock clock{at("2026-03-05T13:00:00Z")};
  SeededRandom random{1};
  OutboxSettings settings{{}, {}, {{}, TimeZone::named("Europe/Amsterdam")}};
  std::optional<Outbox> outbox;
  int replies = 0;
};

}  // namespace

TEST_CASE("a button is heard by what it stands for, in whatever language it is labelled") {
  Phones phones;
  phones.add(true);
  CHECK(phones.hear("Geen berichten meer", "kept-all").find("Consent") == std::string::npos);
  CHECK(phones.hear("Geen berichten meer", "STOP").find("Consent Withdrawn marketing") == 0);
  CHECK(phones.hear("Toch wel", "START").find("Consent Given marketing") == 0);
  CHECK(phones.hear("Stop", "offers-1").find("Consent Withdrawn marketing") == 0);
}

TEST_CASE("a word to stop withdraws consent and is answered once") {
  Phones phones;
  phones.add(true);
  CHECK(phones.hear("Stop please") == "Consent Withdrawn marketing; replies/stopped");
  CHECK(phones.hear("STOP") == "Consent Withdrawn marketing; ");
  CHECK(phones.hear("stop!!!") == "Consent Withdrawn marketing; ");
  CHECK(phones.hear("STOPALL") ==
        "Consent Withdrawn marketing; Consent Withdrawn transactional; replies/stopped-all");
  CHECK(phones.hear("stopall") == "Consent Withdrawn marketing; Consent Withdrawn transactional; ");
}

TEST_CASE("what is no wish is kept and answered by nobody") {
  Phones phones;
  const AddressId address = phones.add(true);
  CHECK(phones.hear("Do you fly nonstop?").empty());
  CHECK(phones.hear("").empty());
  CHECK(Consents(phones.database).current(address, "sms", ConsentPurpose::Marketing)->given);
  CHECK(Addresses(phones.database).last_inbound(address, "sms").has_value());
}

TEST_CASE("START gives back what STOP took, and then STOP is answered anew") {
  Phones phones;
  phones.add(true);
  phones.hear("STOPALL");
  CHECK(phones.hear("START") == "Consent Given marketing; Consent Given transactional; replies/started");
  CHECK(phones.hear("start") == "Consent Given marketing; ");
  CHECK(phones.hear("stop") == "Consent Withdrawn marketing; replies/stopped");
  CHECK(phones.hear("start") == "Consent Given marketing; replies/started");
}

TEST_CASE("who agreed again elsewhere is answered again") {
  Phones phones;
  const AddressId address = phones.add(true);
  phones.hear("STOP");
  phones.clock.advance(span("1d"));
  phones.say(address, true);
  phones.clock.advance(span("1d"));
  CHECK(phones.hear("STOP") == "Consent Withdrawn marketing; replies/stopped");
  CHECK(phones.hear("STOP") == "Consent Withdrawn marketing; ");
}

TEST_CASE("who agreed to nothing stops what they get: messages about orders") {
  Phones phones;
  phones.add(false);
  CHECK(phones.hear("STOP") ==
        "Consent Withdrawn marketing; Consent Withdrawn transactional; replies/stopped-all");
  CHECK(phones.hear("STOP") == "Consent Withdrawn marketing; ");
}

TEST_CASE("HELP is answered, by night too, and again after an hour") {
  Phones phones;
  phones.add(false);
  phones.clock.advance(span("10h"));
  CHECK(phones.hear("help") == "replies/help");
  CHECK(phones.hear("HELP").empty());
  phones.clock.advance(span("1h"));
  CHECK(phones.hear("Help?") == "replies/help");
}

TEST_CASE("all who share a phone are left alone, and the phone is answered once") {
  Phones phones;
  phones.add(true);
  phones.add(true);
  CHECK(phones.hear("STOP") == "Consent Withdrawn marketing; Consent Withdrawn marketing; replies/stopped");
  CHECK(phones.hear("START") == "Consent Given marketing; Consent Given marketing; replies/started");
}

TEST_CASE("the provider's second telling of a reply does nothing") {
  Phones phones;
  phones.add(true);
  phones.hear("STOP");
  phones.hear("START");
  --phones.replies;
  CHECK(phones.hear("STOP").empty());
}

TEST_CASE("a shop without texts for it answers nothing, and does what it is told") {
  ReplySettings silent = with_answers({{"basta"}, {}, {}});
  silent.channels["sms"].answers.clear();
  Phones phones(silent);
  phones.add(true);
  CHECK(phones.hear("Basta!") == "Consent Withdrawn marketing; ");
  CHECK(phones.hear("HELP").empty());
}

TEST_CASE("nothing is answered to an address that is suppressed") {
  Phones phones;
  const AddressId address = phones.add(true);
  Addresses(phones.database).suppress(address, "sms", "complaint", phones.clock.now());
  CHECK(phones.hear("STOP") == "Consent Withdrawn marketing; ");
}

TEST_CASE("an answer whose fate is unknown is not sent a second time") {
  Phones phones;
  phones.add(true);
  Receipt receipt;
  receipt.kind = ReceiptKind::Replied;
  receipt.address = phone;
  receipt.event_id = "r1";
  receipt.at_unix_ms = to_ms(phones.clock.now());
  receipt.text = "help";
  phones.outbox->record_receipts(phones.database, "sms", {receipt}, phones.clock.now());
  const auto claims = phones.outbox->claim(phones.database, "sms", phones.clock.now(), 10);
  REQUIRE(claims.size() == 1);
  phones.outbox->record(phones.database, "sms", {{claims[0].ticket, claims[0].delivery.id, {}}}, false,
                        phones.clock.now());
  CHECK(Deliveries(phones.database).find(claims[0].delivery.id)->state == DeliveryState::InDoubt);
  phones.clock.advance(span("10m"));
  CHECK(phones.outbox->claim(phones.database, "sms", phones.clock.now(), 10).empty());
}

TEST_CASE("which answers there are, and which words a shop adds, its files say") {
  Settings settings;
  settings.delivery.transactional_expires_after = span("12h");
  ChannelSettings sms, chat;
  sms.name = "sms";
  sms.reaches = "phone";
  sms.options["stop_words"].value = PlacedOption::List{"basta"};
  chat.name = "chat";
  chat.reaches = "messenger";
  settings.channels = {sms, chat};
  MessageFiles files;
  MessageDefinition stopped;
  stopped.name = stopped_message;
  stopped.channels["sms"];
  files.messages.push_back(stopped);
  const ReplySettings replies = reply_settings(settings, files);
  CHECK(replies.expires_after == span("12h"));
  const ReplyChannel& on_sms = replies.channels.at("sms");
  CHECK(on_sms.answers == std::set<std::string_view>{stopped_message});
  CHECK(on_sms.words.wish("Basta") == ReplyWish::Stop);
  CHECK(on_sms.words.wish("STOP") == ReplyWish::Stop);
  const ReplyChannel& on_chat = replies.channels.at("chat");
  CHECK(on_chat.answers.empty());
  CHECK_FALSE(on_chat.words.wish("STOP").has_value());
}

TEST_CASE("a wish to stop is found however the number was typed, and counted where nobody has it") {
  Phones phones;
  const std::string typed = "+52 1 55 1234 5678", answers_from = "+525512345678";
  const CustomerId customer = Customers(phones.database).create(phones.clock.now());
  const AddressId address =
      Addresses(phones.database)
          .add(customer, "phone", typed, normal_address("phone", typed).value(), phones.clock.now());
  phones.say(address, true);
  int told = 0;
  const auto hear_from = [&](const std::string& number, const std::string& text, ReceiptKind kind) {
    Receipt receipt;
    receipt.kind = kind;
    receipt.address = number;
    receipt.event_id = "r" + std::to_string(++told);
    receipt.at_unix_ms = to_ms(phones.clock.now());
    receipt.text = text;
    return phones.outbox->record_receipts(phones.database, "sms", {receipt}, phones.clock.now()).stops;
  };
  const EventId before = Events(phones.database).last_id();
  CHECK(hear_from(answers_from, "STOP", ReceiptKind::Replied) == 0);
  std::string withdrawn;
  for (const StoredEvent& event : Events(phones.database).read_after(before, 100))
    if (event.name == "Consent Withdrawn") withdrawn += event.body;
  CHECK(withdrawn.find(typed) != std::string::npos);

  CHECK(hear_from("+31699999999", "please stop", ReceiptKind::Replied) == 1);
  CHECK(hear_from("+31699999999", "", ReceiptKind::Unsubscribed) == 1);
  CHECK(hear_from("+31699999999", "where is my parcel?", ReceiptKind::Replied) == 0);
  CHECK(Quarantine(phones.database).count() == 3);
}
