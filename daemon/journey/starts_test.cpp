// Whole shops under the virtual clock: every message of every customer, in order, with what is expected.
#include <algorithm>

#include <doctest/doctest.h>

#include "journey/testing.hpp"

namespace lifecycled {
namespace {

using testing::at;
using testing::Shop;
using testing::span;

std::string campaign(const std::string& trigger, const std::string& step, const std::string& head = "") {
  return head + "serves = \"retention\"\ntrigger = { " + trigger + " }\nstep = [ " + step + " ]\n";
}

// "2026-03-05 12:00 anna hello email", a line a message of anybody, in the order of time.
std::string all_messages(Shop& shop, const std::vector<std::string>& users) {
  std::vector<std::string> lines;
  for (const std::string& user : users) {
    const std::string own = shop.messages(user);
    for (std::size_t from = 0; from < own.size();) {
      const auto end = own.find('\n', from);
      lines.push_back(own.substr(from, 16) + " " + user + own.substr(from + 16, end - from - 16) + "\n");
      from = end + 1;
    }
  }
  std::ranges::sort(lines);
  std::string out;
  for (const std::string& line : lines) out += line;
  return out;
}

// What a sender who is not sure says again and again.
void say_twice(Shop& shop, std::string_view user, std::string_view name, const std::string& body,
               Instant when) {
  NewEvent event;
  event.message_id = std::string(user) + "/" + std::string(name) + "/" + format_instant(when);
  event.name = name;
  event.user_id = std::string(user);
  event.occurred_at = when;
  event.body = body;
  for (int i = 0; i < 2; ++i) {
    Events(shop.database).append(std::vector<NewEvent>{event}, shop.clock.now());
    shop.settle();
  }
}

TEST_CASE(
    "a spring in a shop: birthdays, a Monday letter, carts; clocks go forward, words come twice and late") {
  const std::vector<std::string> users{"anna", "ben", "cleo"};
  Shop shop(Shop::Files{
      {"birthday", campaign(R"(date = "birthday", offset = "-2d")", R"({ at = "09:00", send = "hello" })")},
      {"letter",
       campaign(R"(schedule = "mon 10:00", segment = "active-one-time", where = "country is not 'BE'")",
                R"({ send = "second" })")},
      {"cart",
       campaign(R"(event = "Product Added", quiet_for = "1h", one_per = "cart_id", again_after = "7d")",
                R"({ send = "third" })", "goal = \"Order Completed\"\n")}});
  shop.welcome("anna");
  shop.welcome("ben", "America/New_York");
  shop.welcome("cleo");
  shop.pass_until(at("2026-03-20T12:00:00Z"));
  shop.track("anna", "Customer Identified", R"({"birthday": "1990-03-31"})");
  shop.track("ben", "Customer Identified",
             R"({"birthday": "1985-03-22"})");  // two days before: 20 March, today
  shop.track("cleo", "Customer Identified", R"({"country": "BE"})");
  for (const std::string& user : users) {
    const std::string order = R"({"order_id": ")" + user + R"(", "total": 10})";
    say_twice(shop, user, "Order Completed", order, shop.clock.now());
  }
  say_twice(shop, "anna", "Product Added", R"({"cart_id": "K"})", at("2026-03-20T11:50:00Z"));
  say_twice(shop, "ben", "Product Added", R"({"cart_id": "L"})",
            at("2026-03-19T11:50:00Z"));  // more than a day ago
  shop.pass_until(at("2026-03-25T12:00:00Z"));
  say_twice(shop, "anna", "Product Added", R"({"cart_id": "K"})", shop.clock.now());  // within seven days
  shop.pass_until(at("2026-03-28T12:00:00Z"));
  say_twice(shop, "anna", "Product Added", R"({"cart_id": "K"})", shop.clock.now());
  shop.pass_until(at("2026-04-01T00:00:00Z"));
  CHECK(all_messages(shop, users) ==
        "2026-03-20 13:50 anna third email\n"
        "2026-03-20 14:00 ben hello email\n"  // 09:00 in New York, where clocks went forward on 8 March
        "2026-03-23 10:00 anna second email\n"
        "2026-03-23 10:00 ben second email\n"
        "2026-03-28 14:00 anna third email\n"
        "2026-03-29 09:00 anna hello email\n"  // the day on which they go forward here
        "2026-03-30 10:00 anna second email\n"
        "2026-03-30 10:00 ben second email\n");
}

TEST_CASE("a daemon that was down for two days: what it missed within max_age happens once, the rest never") {
  const std::vector<std::string> users{"anna", "ben"};
  Shop shop(Shop::Files{{"birthday", campaign(R"(date = "birthday")", R"({ send = "hello" })")},
                        {"letter", campaign(R"(schedule = "daily 10:00", segment = "active-one-time")",
                                            R"({ send = "second" })")}});
  for (const std::string& user : users) {
    shop.welcome(user);
    shop.order(user, user);
  }
  shop.track("anna", "Customer Identified", R"({"birthday": "03-06"})");
  shop.track("ben", "Customer Identified", R"({"birthday": "03-07"})");
  shop.clock.set(at("2026-03-07T22:00:00Z"));
  shop.pass_until(at("2026-03-08T12:00:00Z"));
  CHECK(all_messages(shop, users) ==
        "2026-03-07 23:00 anna second email\n"
        "2026-03-07 23:00 ben hello email\n"
        "2026-03-07 23:00 ben second email\n"
        "2026-03-08 10:00 anna second email\n"
        "2026-03-08 10:00 ben second email\n");
}

TEST_CASE("two rivals and one customer who moves between carts: one campaign for all of them") {
  const std::string trigger = R"(event = "Product Added", one_per = "cart_id", again_after = "1d")";
  const std::string word = "one_of = \"cart\"\n";
  Shop shop(Shop::Files{{"quick", campaign(trigger, R"({ after = "1h", send = "hello" })", word)},
                        {"slow", campaign(trigger, R"({ after = "1d", send = "second" })", word)}});
  shop.welcome("anna");
  for (const char* cart : {"K", "L", "M"}) {
    shop.track("anna", "Product Added", R"({"cart_id": ")" + std::string(cart) + "\"}");
    shop.pass("2d");
  }
  const std::string quick =
      "2026-03-05 13:00 hello email\n2026-03-07 13:00 hello email\n2026-03-09 13:00 hello email\n";
  const std::string slow =
      "2026-03-06 12:00 second email\n2026-03-08 12:00 second email\n2026-03-10 12:00 second email\n";
  const bool is_quick = shop.messages("anna") == quick;
  CHECK((is_quick || shop.messages("anna") == slow));
  // With its rival gone, a customer belongs to the one that is left.
  shop.open({{is_quick ? "slow" : "quick", campaign(trigger, R"({ send = "third" })", word)}});
  shop.track("anna", "Product Added", R"({"cart_id": "N"})");
  CHECK(shop.messages("anna") == (is_quick ? quick : slow) + "2026-03-11 12:00 third email\n");
}

}  // namespace
}  // namespace lifecycled
