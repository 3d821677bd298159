#include "audience/condition_syntax.hpp"

#include <doctest/doctest.h>

#include "base/text.hpp"

namespace lifecycled {
namespace {

const EventDescription& order_completed() {
  static const EventDescription event{"Order Completed",
                                      "",
                                      {{"total", PropertyType::Money},
                                       {"quantity", PropertyType::Number},
                                       {"coupon", PropertyType::Text},
                                       {"gift", PropertyType::Boolean},
                                       {"delivered_at", PropertyType::Time},
                                       {"cartId", PropertyType::Text},
                                       {"products", PropertyType::List}}};
  return event;
}
const EventDescription& feedback_given() {
  static const EventDescription event{"Feedback Given", "", {{"rating", PropertyType::Number}}};
  return event;
}

// The SQL it means; else, and after it, what is wrong. The text begins at a.toml:4:10.
std::string read(const std::string& text, const EventsAtHand& events = {}) {
  Problems problems;
  const auto sql = condition_to_sql({text, {"a.toml", 4, 10}}, events, problems);
  std::string out = sql.value_or("");
  for (const Problem& problem : problems.sorted()) out += (out.empty() ? "" : "\n") + to_string(problem);
  CHECK(sql.has_value() == !problems.has_errors());
  return out;
}

TEST_CASE("what a condition may say comes out as SQL that says the same") {
  CHECK(read("orders >= 2 and Country IN ('NL','BE') and days_since(last_order_at)<90") ==
        "orders >= 2 and country in ( 'NL' , 'BE' ) and days_since ( last_order_at ) < 90");
  CHECK(read("not reacted") == "not reacted");
  CHECK(read("first_name like 'O''Brien%'") == "first_name like 'O''Brien%'");
  CHECK(read("spent between 0.5 and 10\n or\tcase when orders = 1 then true else false end") ==
        "spent between 0.5 and 10 or case when orders = 1 then true else false end");
  CHECK(read("property_text('size') = 'L' and property_number('age') > 17") ==
        "property_text(properties, 'size' ) = 'L' and property_number(properties, 'age' ) > 17");
  CHECK(read("'; drop -- /* \" select' = first_name") == "'; drop -- /* \" select' = first_name");
}

TEST_CASE("a misspelt name is an error with its place and the nearest name") {
  CHECK(read("orders > 1 and contry = 'NL'") ==
        "a.toml:4:25: unknown name \"contry\"; did you mean \"country\"?");
  CHECK(read("day_since(last_order_at) > 3") ==
        "a.toml:4:10: a condition cannot call day_since(); did you mean \"days_since\"?");
  CHECK(read("zzzzzz") == "a.toml:4:10: unknown name \"zzzzzz\"");
  CHECK(read("orders > days_since") == "a.toml:4:19: days_since is a function; write days_since(...)");
}

TEST_CASE("nothing ends our own bracket") {
  CHECK(read("1) or (1") == "a.toml:4:11: this bracket closes nothing");
  CHECK(read("(1 or 1") == "a.toml:4:10: this bracket is not closed");
  CHECK(read("orders = 1)) union (1") == "a.toml:4:20: this bracket closes nothing");
}

TEST_CASE("no tables, no statements, no comments") {
  CHECK(read("orders > (select count(*) from customers)") ==
        "a.toml:4:20: a condition speaks of one customer and cannot select from tables");
  CHECK(read("exists (select 1 from customer_profile p where p.orders > orders)") ==
        "a.toml:4:10: a condition cannot call exists()");
  CHECK(read("orders in customer_profile") == "a.toml:4:20: unknown name \"customer_profile\"");
  CHECK(read("1; drop table customers") == "a.toml:4:11: \";\" has no place in a condition");
  CHECK(read("1 -- or 2") == "a.toml:4:12: a condition has no comments");
  CHECK(read("1 /* or 2 */") == "a.toml:4:12: a condition has no comments");
  for (const char* word :
       {"select", "union", "from", "join", "collate", "glob", "regexp", "match", "with", "values",
        "current_timestamp", "current_date", "rowid", "customer_id", "properties", "x'41'"}) {
    CAPTURE(word);
    CHECK(read("orders > 1 and " + std::string(word)).starts_with("a.toml:4:25: "));
  }
}

TEST_CASE("functions are an allow list") {
  for (const char* call : {"printf('%.*c', 900000000, 'x')", "format('x')", "random()", "randomblob(9)",
                           "zeroblob(900000000)", "datetime('now')", "strftime('%s')", "load_extension('x')",
                           "readfile('/etc/passwd')", "hex(orders)", "replace('a', 'a', 'b')",
                           "cast(orders as text)", "raise(ignore)", "count(orders)", "main_units(1)"}) {
    CAPTURE(call);
    const std::string name = std::string(call).substr(0, std::string(call).find('('));
    CHECK(read(call).starts_with("a.toml:4:10: a condition cannot call " + name + "()"));
  }
}

TEST_CASE("functions are given as many values as they take") {
  CHECK(read("days_since() > 1") ==
        "a.toml:4:10: days_since() takes 1 value, not 0; days from a moment until now, with decimals");
  CHECK(read("older_than(last_order_at)") ==
        "a.toml:4:10: older_than() takes 2 values, not 1; older_than(last_order_at, '60d'): whether a moment "
        "lies "
        "so far back");
  CHECK(read("abs(orders, 1) = 1").starts_with("a.toml:4:10: abs() takes 1 value, not 2"));
  CHECK(read("max(orders) = 1").starts_with("a.toml:4:10: max() takes 2 values, not 1"));
  CHECK(read("coalesce(min(1, 2), round(3, 1), (4)) = 1") ==
        "coalesce ( min ( 1 , 2 ) , round ( 3 , 1 ) , ( 4 ) ) = 1");
}

TEST_CASE("double quotes are for nothing") {
  CHECK(read("country = \"NL\"") ==
        "a.toml:4:20: names stand without quotes, and texts in single quotes; write 'NL' instead of \"NL\"");
  CHECK(read("country = `NL`") == "a.toml:4:20: \"`\" has no place in a condition");
  CHECK(read("[orders] = 1") == "a.toml:4:10: \"[\" has no place in a condition");
  for (const char* parameter : {"?1", ":a", "@a", "$a"})
    CHECK(read("orders = " + std::string(parameter)).starts_with("a.toml:4:19: "));
}

TEST_CASE("texts, numbers and dots that are none") {
  CHECK(read("country = 'NL") == "a.toml:4:20: the text that begins here has no closing quote");
  CHECK(read("orders > 1.2.3") == "a.toml:4:19: this is not a number; numbers look like 12 or 0.5");
  CHECK(read("orders > 1.") == "a.toml:4:19: this is not a number; numbers look like 12 or 0.5");
  CHECK(read("orders > 1e9") == "a.toml:4:19: this is not a number; numbers look like 12 or 0.5");
  CHECK(read("orders > 0x10") == "a.toml:4:19: this is not a number; numbers look like 12 or 0.5");
  CHECK(read("main.orders = 1") == "a.toml:4:10: unknown name \"main\"; did you mean \"min\"?");
  CHECK(read("orders.x = 1") == "a.toml:4:16: a dot stands only in event.NAME and heard.NAME");
  CHECK(read("  ") == "a.toml:4:10: the condition is empty; leave the key out to mean everybody");
  CHECK(read("orders > \xc3\xa9").starts_with("a.toml:4:19: "));
}

TEST_CASE("length and depth are bounded") {
  const auto padded = [](std::size_t length) { return "orders = 1" + std::string(length - 10, ' '); };
  CHECK(read(padded(2000)) == "orders = 1");
  CHECK(read(padded(2001)) ==
        "a.toml:4:10: the condition is longer than 2000 characters; split it over several steps or segments");
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '(') + "1" + std::string(depth, ')');
  };
  CHECK(read(nested(32)).find("a.toml") == std::string::npos);
  CHECK(read(nested(33)) == "a.toml:4:42: brackets are nested too deeply");
}

TEST_CASE("event.NAME is typed by the event's description") {
  const EventsAtHand events{&order_completed()};
  CHECK(read("event.total > 100", events) == "event_number('total') > 100");
  CHECK(read("event.quantity = 1", events) == "event_number('quantity') = 1");
  CHECK(read("event.coupon is null", events) == "event_text('coupon') is null");
  CHECK(read("event.gift = 'true'", events) == "event_text('gift') = 'true'");
  CHECK(read("event.cartid = 'a'", events) == "event_text('cartId') = 'a'");
  CHECK(read("event.products = 1", events) == "a.toml:4:16: event.products is a list and cannot be compared");
  CHECK(read("event.totl > 1", events) ==
        "a.toml:4:16: Order Completed has no property \"totl\"; did you mean \"total\"?");
  CHECK(read("event. > 1", events) == "a.toml:4:17: a property's name must follow \"event.\"");
  CHECK(read("event > 1", events).starts_with("a.toml:4:10: unknown name \"event\""));
  CHECK(read("event_number('anything') > 1", events) == "event_number ( 'anything' ) > 1");
}

TEST_CASE("several events at hand, or none") {
  const EventsAtHand both{&order_completed(), &feedback_given()};
  CHECK(read("event.rating < 3 or event.total > 1", both) ==
        "event_number('rating') < 3 or event_number('total') > 1");
  CHECK(read("event.total > 1") == "a.toml:4:10: there is no event at hand here, so it has no properties");
  CHECK(read("event_text('total') = '1'") ==
        "a.toml:4:10: there is no event at hand here, so it has no properties");
}

TEST_CASE("an absent value under a negation is warned of, and only there") {
  const auto warning = [](unsigned column, const std::string& name) {
    return "\na.toml:4:" + std::to_string(column) + ": warning: " + name +
           " can be absent, and then this condition says no; use \"" + name +
           " is not ...\" to count the absent ones in";
  };
  for (const std::string text :
       {"country <> 'NL'", "country != 'NL'", "country not in ('NL')", "country not like 'N%'"}) {
    CAPTURE(text);
    CHECK(read(text).ends_with(warning(10, "country")));
  }
  CHECK(read("not country = 'NL'").ends_with(warning(14, "country")));
  CHECK(read("'NL' <> country").ends_with(warning(18, "country")));
  CHECK(read("not (orders > 1 and (country = 'NL'))").ends_with(warning(31, "country")));
  for (const std::string text :
       {"country = 'NL'", "country is not 'NL'", "country is null", "country not null", "not country is null",
        "orders <> 1", "not reacted", "not (country is 'NL')", "coalesce(country, '') <> 'NL'",
        "not (coalesce(country, '') = 'NL')", "not (orders = 1) and country = 'NL'"}) {
    CAPTURE(text);
    CHECK(read(text).find("absent") == std::string::npos);
  }
}

}  // namespace
}  // namespace lifecycled
