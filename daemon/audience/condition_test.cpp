#include "audience/condition.hpp"

#include <stdexcept>

#include <doctest/doctest.h>

#include "audience/profile.hpp"
#include "audience/testing.hpp"

namespace lifecycled {
namespace {

using testing::at;
using testing::days;

const EventDescription any_event{
    "Order Completed", "", {{"total", PropertyType::Money}, {"coupon", PropertyType::Text}}};

struct Asked {
  testing::Ledger ledger;
  ProfileFunctions functions{ledger.database, "EUR"};
  CustomerId anna = ledger.customer();
  StoredEvent event;
  std::optional<Instant> journey_started_at;

  Condition compile(const std::string& text) {
    Problems problems;
    auto condition = compile_condition(ledger.database, {text, {"a.toml", 1, 1}}, {&any_event}, problems);
    for (const Problem& problem : problems.sorted()) {
      if (problem.severity == Problem::Severity::Error) throw std::invalid_argument(to_string(problem));
    }
    return condition;
  }
  // "yes", "no" or "unknown".
  std::string ask(const std::string& text) {
    Condition condition = compile(text);
    const Situation situation{ledger.clock.now(), event.id ? &event : nullptr, journey_started_at};
    const auto answer = condition.ask(anna, functions, situation);
    CHECK(condition.holds(anna, functions, situation) == answer.value_or(false));
    return !answer ? "unknown" : *answer ? "yes" : "no";
  }
  void see(std::string body) {
    ++event.id;
    event.body = std::move(body);
  }
};

TEST_CASE("an empty condition always holds") {
  Asked asked;
  CHECK(asked.ask("") == "yes");
  CHECK(asked.compile("").is_always());
  CHECK_FALSE(asked.compile("orders = 0").is_always());
  CHECK(asked.compile("orders = 0").text() == "orders = 0");
}

TEST_CASE("every documented column can be asked") {
  Asked asked;
  for (const ProfileColumn& column : profile_columns()) {
    CAPTURE(column.name);
    CHECK_NOTHROW(asked.ask("(" + std::string(column.name) + ") is not 'x'"));
    if (!column.can_be_absent) CHECK(asked.ask(std::string(column.name) + " is null") == "no");
  }
}

TEST_CASE("unknown counts as no and is told apart") {
  Asked asked;
  CHECK(asked.ask("country = 'NL'") == "unknown");
  CHECK(asked.ask("country <> 'NL'") == "unknown");
  CHECK(asked.ask("country is not 'NL'") == "yes");
  CHECK(asked.ask("not (country = 'NL')") == "unknown");
  CHECK(asked.ask("country = 'NL' or orders = 0") == "yes");
  asked.ledger.tell(asked.anna, "Customer Identified", R"({"country": "BE"})");
  CHECK(asked.ask("country = 'NL'") == "no");
  CHECK(asked.ask("country in ('NL', 'BE')") == "yes");
}

TEST_CASE("figures of orders, money in main units") {
  Asked asked;
  CHECK(asked.ask("orders = 0 and purchases = 0 and spent = 0 and discount_share = 0") == "yes");
  CHECK(asked.ask("average_order_value > 0") == "unknown");
  const Instant now = asked.ledger.clock.now();
  asked.ledger.order(asked.anna, "1", now - days(3), R"("total": 12.50)");
  asked.ledger.order(asked.anna, "2", now - days(1), R"("total": 7.50, "coupon": "SALE")");
  CHECK(asked.ask("orders = 2 and purchases = 2 and spent = 20 and lifetime_value = 20") == "yes");
  CHECK(asked.ask("average_order_value = 10 and discount_share = 0.5") == "yes");
  CHECK(asked.ask("stage = 'active repeat'") == "yes");
}

TEST_CASE("time comes from the clock alone") {
  Asked asked;
  asked.ledger.order(asked.anna, "1", asked.ledger.clock.now());
  CHECK(asked.ask("days_since(last_order_at) = 0") == "yes");
  CHECK(asked.ask("days_until(last_order_at) = 0") == "yes");
  asked.ledger.clock.advance(days(1.5));
  CHECK(asked.ask("days_since(last_order_at) = 1.5 and days_until(last_order_at) = -1.5") == "yes");
  asked.ledger.clock.set(asked.ledger.profile(asked.anna).last_order_at.value() + days(60));
  CHECK(asked.ask("older_than(last_order_at, '60d')") == "no");
  asked.ledger.clock.advance(Milliseconds{1});
  CHECK(asked.ask("older_than(last_order_at, '60d')") == "yes");
  CHECK(asked.ask("older_than(stage_since, '1d')") == "yes");

  Asked fresh;
  CHECK(fresh.ask("days_since(last_order_at) > 1") == "unknown");
  CHECK(fresh.ask("older_than(last_order_at, '1d')") == "unknown");
  CHECK_THROWS_AS(asked.ask("older_than(last_order_at, 'a while')"), std::runtime_error);
}

TEST_CASE("the event at hand") {
  Asked asked;
  CHECK(asked.ask("event.total > 1") == "unknown");
  asked.see(R"({"total": 100.01, "coupon": "SALE", "nested": {"a": 5}})");
  CHECK(asked.ask("event.total > 100") == "yes");
  CHECK(asked.ask("event_number('total') > 100.01") == "no");
  CHECK(asked.ask("event.coupon = 'SALE'") == "yes");
  CHECK(asked.ask("event_number('nested.a') = 5") == "yes");
  CHECK(asked.ask("event_text('absent') is null") == "yes");
  asked.see(R"({"total": "many"})");
  CHECK(asked.ask("event.total > 1") == "unknown");
  CHECK(asked.ask("event_text('total') = 'many' and event.coupon is null") == "yes");
  asked.see("not json");
  CHECK(asked.ask("event.total > 1") == "unknown");
}

TEST_CASE("the customer's own properties") {
  Asked asked;
  CHECK(asked.ask("property_text('size') = 'L'") == "unknown");
  asked.ledger.tell(asked.anna, "Customer Identified", R"({"size": "L", "age": 41, "member": true})");
  CHECK(asked.ask("property_text('size') = 'L' and property_number('age') = 41") == "yes");
  CHECK(asked.ask("property_text('member') = 'true'") == "yes");
  CHECK(asked.ask("upper(property_text('size')) || 'X' = 'LX'") == "yes");
}

TEST_CASE("reacted means since the journey began") {
  Asked asked;
  CHECK(asked.ask("reacted") == "no");
  asked.ledger.tell(asked.anna, "Product Viewed", "{}");
  CHECK(asked.ask("reacted") == "no");  // no journey at hand
  asked.journey_started_at = asked.ledger.clock.now();
  CHECK(asked.ask("reacted") == "yes");
  asked.journey_started_at = asked.ledger.clock.now() + Milliseconds{1};
  CHECK(asked.ask("reacted") == "no");
  CHECK(asked.ask("not reacted") == "yes");
}

TEST_CASE("what SQLite itself refuses is told with the place of the condition") {
  Asked asked;
  Problems problems;
  compile_condition(asked.ledger.database, {"orders >", {"a.toml", 7, 3}}, {}, problems);
  REQUIRE(problems.has_errors());
  CHECK(to_string(problems.sorted()[0]).starts_with("a.toml:7:3: the condition is not understood: "));
}

TEST_CASE("a condition outlives the one before it, and each asks its own customer") {
  Asked asked;
  Condition one = asked.compile("orders = 1");
  Condition none = asked.compile("orders = 0");
  const CustomerId ben = asked.ledger.customer();
  asked.ledger.order(ben, "1", asked.ledger.clock.now());
  const Situation now{asked.ledger.clock.now(), nullptr, std::nullopt};
  CHECK(none.holds(asked.anna, asked.functions, now));
  CHECK(one.holds(ben, asked.functions, now));
  CHECK_FALSE(one.holds(asked.anna, asked.functions, now));
  CHECK_FALSE(one.ask(4711, asked.functions, now).has_value());
}

}  // namespace
}  // namespace lifecycled
