#include "journey/reaction_desk.hpp"

#include <doctest/doctest.h>

#include "consent/consent_ledger.hpp"
#include "store/events.hpp"
#include "store/link_targets.hpp"
#include "store/store_testing.hpp"
#include "store/timers.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;

namespace {

constexpr TargetHash tea = 7, coffee = 8;

struct Desk {
  Desk() {
    const AddressId address = Addresses(database).add(anna, "email", "a@b.example", "a@b.example", some_noon);
    say(address, true, some_noon);
    MessageRow message = *Messages(database).find(add_message(database, anna));
    message.campaign = Campaigns(database).ensure("welcome");
    delivery = Deliveries(database).add(delivery_of(Messages(database).add(message), "key"), some_noon);
    LinkTargets(database).add({tea, "https://shop.example/tea"}, anna);
    LinkTargets(database).add({coffee, "https://shop.example/coffee"}, anna);
  }

  void say(AddressId address, bool yes, Instant at) {
    ConsentWord word;
    word.address = address;
    word.customer = anna;
    word.channel = "email";
    word.purpose = ConsentPurpose::Profiling;
    word.given = yes;
    word.at = at;
    word.source = "test";
    ConsentLedger(database).record(word, at);
  }
  bool hit(int second, TargetHash target, bool is_machine = false) {
    return ReactionDesk::note(database, delivery, {target, after(second), is_machine});
  }
  static Instant after(int second) { return some_noon + Milliseconds{1000} * second; }
  // What the timers that are due by then make of it: an event a line.
  std::string events_until(int second) {
    while (true) {
      const auto due = Timers(database).take_due(after(second), 1);
      if (due.empty()) break;
      ReactionDesk::timer_fired(database, due[0].subject, due[0].due_at);
    }
    std::string out;
    for (const StoredEvent& event : Events(database).read_after(seen, 1000)) {
      seen = event.id;
      out += event.name + " " + event.body + "\n";
    }
    return out;
  }
  CampaignReactionRow row() {
    return Reactions(database).of_campaign(Campaigns(database).ensure("welcome")).at(0);
  }

  Database database{":memory:", Database::Mode::ReadWrite};
  CustomerId anna = Customers(database).create(some_noon);
  DeliveryId delivery = 0;
  EventId seen = 0;
};

}  // namespace

TEST_CASE("a click becomes an event once it has been quiet for five seconds") {
  Desk desk;
  CHECK(desk.hit(60, tea));
  CHECK(desk.events_until(64) == "");
  CHECK(desk.events_until(65) ==
        "Message Clicked "
        "{\"message\":\"welcome\",\"channel\":\"email\",\"url\":\"https://shop.example/tea\"}\n");
  CHECK(desk.row().clicked == 1);
  CHECK(desk.row().clicks == 1);
  CHECK(desk.events_until(1000) == "");
}

TEST_CASE("whoever goes on keeps the judgement open, for a minute at most") {
  Desk desk;
  for (int second = 60; second < 118; second += 4) desk.hit(second, tea);
  CHECK(desk.events_until(119) == "");
  CHECK(desk.events_until(120) ==
        "Message Clicked "
        "{\"message\":\"welcome\",\"channel\":\"email\",\"url\":\"https://shop.example/tea\"}\n");
}

TEST_CASE("a scanner's clicks are told apart and count apart") {
  Desk desk;
  desk.hit(60, tea);
  desk.hit(60, coffee);
  desk.hit(61, opened_target);
  CHECK(desk.events_until(100) ==
        "Message Clicked By Machine "
        "{\"message\":\"welcome\",\"channel\":\"email\",\"url\":\"https://shop.example/tea\"}\n"
        "Message Clicked By Machine "
        "{\"message\":\"welcome\",\"channel\":\"email\",\"url\":\"https://shop.example/coffee\"}\n"
        "Message Opened By Machine {\"message\":\"welcome\",\"channel\":\"email\"}\n");
  CHECK(desk.row().clicked == 0);
  CHECK(desk.row().machine_clicks == 2);
  CHECK(desk.row().machine_opens == 1);
  // The person comes later.
  desk.hit(600, tea);
  desk.events_until(700);
  CHECK(desk.row().clicked == 1);
}

TEST_CASE("one reading a day and one click a minute") {
  Desk desk;
  for (const int second : {60, 70, 3600}) {
    desk.hit(second, opened_target);
    desk.events_until(second + 9);
  }
  CHECK(desk.row().opened == 1);
  desk.hit(100'000, opened_target);
  CHECK(desk.events_until(200'000) == "Message Opened {\"message\":\"welcome\",\"channel\":\"email\"}\n");
  CHECK(desk.row().opened == 1);  // one delivery

  desk.hit(200'000, tea);
  desk.hit(200'010, coffee);
  desk.hit(200'030, tea);
  desk.hit(200'070, tea);
  desk.events_until(300'000);
  CHECK(desk.row().clicked == 1);
  CHECK(desk.row().clicks == 3);
}

TEST_CASE("without a yes to profiling nothing is kept, nor after a no") {
  Desk desk;
  const AddressId address = Addresses(desk.database).of_customer(desk.anna).at(0).id;
  desk.say(address, false, Desk::after(10));
  CHECK_FALSE(desk.hit(60, tea));
  CHECK(desk.events_until(100) == "");
  desk.say(address, true, Desk::after(20));
  CHECK(desk.hit(60, tea));
  CHECK_FALSE(ReactionDesk::note(desk.database, 99, {tea, Desk::after(60), false}));
}

TEST_CASE("nobody fills the disk with one link") {
  Desk desk;
  for (int i = 0; i < 100; ++i) CHECK(desk.hit(60, tea));
  CHECK_FALSE(desk.hit(60, tea));
  desk.events_until(100);
  CHECK(desk.hit(200, tea));
}
