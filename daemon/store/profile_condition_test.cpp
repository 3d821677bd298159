#include "store/profile_condition.hpp"

#include <stdexcept>

#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>
#include <sqlite3.h>

#include "store/store_testing.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;
using namespace std::chrono_literals;

namespace {

// What audience/ registers in the daemon, as simply as will do here: cents, English stage names, a journey
// that started at noon, and one function that only some conditions may call.
void main_units(sqlite3_context* context, int, sqlite3_value** values) {
  sqlite3_result_double(context, static_cast<double>(sqlite3_value_int64(values[0])) / 100.0);
}
void stage_name(sqlite3_context* context, int, sqlite3_value** values) {
  const auto name = to_text(static_cast<Stage>(sqlite3_value_int64(values[0])));
  sqlite3_result_text(context, name.data(), static_cast<int>(name.size()), SQLITE_TRANSIENT);
}
void journey_started_at(sqlite3_context* context, int, sqlite3_value**) {
  sqlite3_result_int64(context, to_ms(some_noon));
}
void days_since(sqlite3_context* context, int, sqlite3_value** values) {
  if (sqlite3_value_type(values[0]) == SQLITE_NULL) return sqlite3_result_null(context);
  sqlite3_result_int64(context, (to_ms(some_noon) - sqlite3_value_int64(values[0])) / day_length.count());
}

void nothing(sqlite3_context* context, int, sqlite3_value**) { sqlite3_result_null(context); }

struct Audience {
  ScratchDatabase scratch;
  Customers customers{scratch};
  CustomerId anna = 0;  // two orders of 60.00 together, from the Netherlands
  CustomerId nobody = 0;

  Audience() {
    const auto add_function = [&](const char* name, int arguments, auto function) {
      sqlite3_create_function(scratch.database.handle(), name, arguments, SQLITE_UTF8, nullptr, function,
                              nullptr, nullptr);
    };
    add_function("main_units", 1, main_units);
    add_function("stage_name", 1, stage_name);
    add_function("journey_started_at", 0, journey_started_at);
    add_function("days_since", 1, days_since);
    for (const auto& [name, arguments] :
         {std::pair("past", 2), {"shop_gap_days", 0}, {"quintile", 2}, {"score", 2}})
      add_function(name, arguments, nothing);
    anna = customers.create(some_noon);
    CustomerRow traits;
    traits.id = anna;
    traits.country = "NL";
    traits.properties = R"({"size": "M"})";
    customers.save_traits(traits);
    customers.save_order_figures(
        anna, {2, 1, 2, 6'000, some_noon - 240h, some_noon - 48h, GapBasis::Shop, std::nullopt});
    customers.save_stage(anna, Stage::ActiveRepeat, some_noon - 48h, std::nullopt);
    nobody = customers.create(some_noon);
  }

  ProfileCondition condition(const std::string& expression) {
    return ProfileCondition(scratch, expression, {"days_since"});
  }
  std::optional<bool> ask(const std::string& expression, CustomerId customer) {
    return condition(expression).ask(customer);
  }
  std::string refusal(const std::string& expression) {
    try {
      condition(expression);
    } catch (const std::invalid_argument& error) {
      return error.what();
    }
    return "";
  }
};

}  // namespace

TEST_CASE("a condition is true, false or, where a value is absent, unknown") {
  Audience audience;
  const std::string two_from_here = "orders >= 2 and country in ('NL', 'BE')";
  CHECK(audience.ask(two_from_here, audience.anna) == true);
  CHECK(audience.ask("country = 'BE'", audience.anna) == false);
  CHECK(audience.ask("country <> 'BE'", audience.nobody) == std::nullopt);
  CHECK(audience.ask("country is not 'BE'", audience.nobody) == true);
  CHECK(audience.ask("country = 'BE' and orders > 0", audience.nobody) == false);
  CHECK(audience.ask("days_since(last_order_at) < 90", audience.anna) == true);
  CHECK(audience.ask("days_since(last_order_at) < 90", audience.nobody) == std::nullopt);
}

TEST_CASE("of a customer who does not exist nothing is known") {
  Audience audience;
  CHECK(audience.ask("orders = 0", 999) == std::nullopt);
}

TEST_CASE("a condition that asks nothing of the customer is still a condition") {
  Audience audience;
  CHECK(audience.ask("true", audience.nobody) == true);
  CHECK(audience.ask("1 = 2", audience.nobody) == false);
}

TEST_CASE("the profile speaks in main units and words, and one condition serves many customers") {
  Audience audience;
  ProfileCondition condition =
      audience.condition("spent = 60.0 and average_order_value = 30.0 and stage = 'active repeat'");
  CHECK(condition.ask(audience.anna) == true);
  CHECK(condition.ask(audience.nobody) == false);
  CHECK(audience.ask("average_order_value > 1", audience.nobody) == std::nullopt);
  CHECK(condition.ask(audience.anna) == true);
}

TEST_CASE("a reaction counts from the journey's start") {
  Audience audience;
  CHECK(audience.ask("reacted", audience.anna) == false);
  audience.customers.note_reaction(audience.anna, some_noon - 1ms);
  CHECK(audience.ask("reacted", audience.anna) == false);
  audience.customers.note_reaction(audience.anna, some_noon);
  CHECK(audience.ask("reacted", audience.anna) == true);
}

TEST_CASE("each answer sees what is true at the moment it is asked") {
  Audience audience;
  ProfileCondition condition = audience.condition("last_rating >= 4");
  CHECK(condition.ask(audience.anna) == std::nullopt);
  audience.customers.save_rating(audience.anna, 5);
  CHECK(condition.ask(audience.anna) == true);
}

TEST_CASE("a condition may be moved") {
  Audience audience;
  ProfileCondition first = audience.condition("orders = 2");
  ProfileCondition second = std::move(first);
  first = audience.condition("orders = 0");
  CHECK(second.ask(audience.anna) == true);
  CHECK(first.ask(audience.anna) == false);
}

TEST_CASE("a misspelt name is refused with SQLite's words, in quotes or without") {
  Audience audience;
  CHECK(audience.refusal("ordrs > 1") == "no such column: ordrs");
  CHECK(audience.refusal("\"ordrs\" > 1") == "no such column: ordrs");
  CHECK(audience.refusal("ordered_days(1) > 1") == "no such function: ordered_days");
  CHECK(audience.refusal("orders >") != "");
  CHECK(audience.refusal("") != "");
}

TEST_CASE("nothing but the view can be read") {
  Audience audience;
  for (const std::string expression : {
           "exists (select 1 from events)",
           "(select count(*) from customers) > 0",
           "(select count(*) from customer_identifiers) > 0",
           "(select value from meta) = 'x'",
           "exists (select 1 from sqlite_master)",
           "(select count(*) from json_each('[1]')) > 0",
           "customers.stage_due_at > 0",
           "1) FROM customers WHERE ?1 --",
       }) {
    CAPTURE(expression);
    CHECK(audience.refusal(expression) != "");
  }
}

TEST_CASE("the view can be read once: no self-join, whose cost grows with the square of the shop") {
  Audience audience;
  for (const std::string expression : {
           "exists (select 1 from customer_profile b where b.orders > 5)",
           "orders > (select avg(orders) from customer_profile)",
           "orders in (select 2)",
           "1) FROM customer_profile a, customer_profile b WHERE a.customer_id = ?1 --",
           "1) FROM customer_profile JOIN customer_profile b WHERE b.customer_id = ?1 --",
           "1) FROM customer_profile WHERE customer_id = ?1 UNION SELECT 2 --",
           "1) FROM customer_profile WHERE customer_id = ?1 UNION ALL VALUES (2) --",
           "1 IN (WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT i FROM n)",
       }) {
    CAPTURE(expression);
    CHECK(audience.refusal(expression) != "");
  }
}

TEST_CASE("an expression that makes the statement another one is refused") {
  Audience audience;
  for (const std::string expression : {
           "1) FROM customer_profile --",  // not of the customer who is asked about
           "orders), (1",                  // two answers
           "1) FROM customer_profile; DROP TABLE customers; --",
       }) {
    CAPTURE(expression);
    CHECK(audience.refusal(expression) != "");
  }
}

TEST_CASE("only the named functions can be called") {
  Audience audience;
  for (const std::string expression : {
           "length(printf('%.*c', 900000000, 'x')) > 0",
           "length(randomblob(900000000)) > 0",
           "load_extension('x')",
           "date('now') > '2026'",
           "current_timestamp > '2026'",
           "random() > 0",
           "upper(country) = 'NL'",
           "count(*) > 0",
       }) {
    CAPTURE(expression);
    CHECK(audience.refusal(expression) != "");
  }
  CHECK(ProfileCondition(audience.scratch, "upper(country) = 'NL'", {"upper"}).ask(audience.anna) == true);
}

TEST_CASE("the fence stands only while a condition is prepared") {
  Audience audience;
  CHECK(audience.refusal("exists (select 1 from events)") != "");
  CHECK(audience.condition("orders > 0").ask(audience.anna) == true);
  CHECK(number_from(audience.scratch, "SELECT count(upper(name)) FROM events") == 0);
  CHECK(audience.customers.create(some_noon) > 0);
}

TEST_CASE("a condition that costs too much is refused when asked, and the next one is answered") {
  Audience audience;
  std::string costly = "orders in (orders + 1";
  for (int i = 0; i < 100'000; ++i) costly += ", orders+1";
  ProfileCondition condition = audience.condition(costly + ")");
  CHECK_THROWS_WITH_AS(condition.ask(audience.anna), "the condition cannot be computed: interrupted",
                       std::runtime_error);
  CHECK(audience.ask("orders = 2", audience.anna) == true);
}

TEST_CASE("asking in the middle of a transaction that is refused for its cost does not end the transaction") {
  Audience audience;
  std::string costly = "orders in (orders + 1";
  for (int i = 0; i < 100'000; ++i) costly += ", orders+1";
  ProfileCondition condition = audience.condition(costly + ")");
  audience.scratch.database.begin();
  const CustomerId ben = audience.customers.create(some_noon);
  CHECK_THROWS_AS(condition.ask(ben), std::runtime_error);
  CHECK(audience.scratch.database.in_transaction());
  audience.scratch.database.commit();
  CHECK(audience.customers.find(ben));
}

TEST_CASE("a cheap condition stays cheap however often it is asked") {
  Audience audience;
  ProfileCondition condition = audience.condition("orders >= 2 and country in ('NL', 'BE')");
  int yes = 0;
  for (int i = 0; i < 50'000; ++i) yes += condition.ask(audience.anna) == true;
  CHECK(yes == 50'000);
}

TEST_CASE("a profile is read as text, column by column, absent where it is absent") {
  Audience audience;
  const auto profile = read_profile(audience.scratch, audience.anna);
  const auto value = [&](std::string_view column) -> std::optional<std::string> {
    for (const ProfileValue& each : profile) {
      if (each.column == column) return each.value;
    }
    return "no such column";
  };
  REQUIRE(profile.size() > 10);
  CHECK(profile.front().column == "customer_id");
  CHECK(profile.back().column == "properties");
  CHECK(value("orders") == "2");
  CHECK(value("spent") == "60.0");
  CHECK(value("country") == "NL");
  CHECK(value("stage") == "active repeat");
  CHECK(value("discount_share") == "0.5");
  CHECK(value("resting") == "0");
  CHECK(value("language") == std::nullopt);
  CHECK(read_profile(audience.scratch, 999).empty());
}
