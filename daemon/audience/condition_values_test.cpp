#include "audience/condition_values.hpp"

#include <doctest/doctest.h>

#include "audience/segment_syntax.hpp"

namespace lifecycled {
namespace {

const EventDescription order_completed{"Order Completed",
                                       "",
                                       {{"total", PropertyType::Money},
                                        {"quantity", PropertyType::Number},
                                        {"coupon", PropertyType::Text},
                                        {"gift", PropertyType::Boolean},
                                        {"delivered_at", PropertyType::Time}}};

// What is wrong with the condition, which begins at a.toml:4:10; "" if nothing is.
std::string wrong(const std::string& text) {
  Problems problems;
  condition_to_sql({text, {"a.toml", 4, 10}}, {&order_completed}, problems);
  std::string out;
  for (const Problem& problem : problems.sorted()) out += to_string(problem);
  return out;
}

TEST_CASE("a number never compares with a text") {
  CHECK(wrong("days_since(last_order_at) > '60d'") ==
        "a.toml:4:38: days_since() is a number and '60d' a text, which never compare; it is in days: write "
        "60, or "
        "older_than(MOMENT, '60d')");
  CHECK(wrong("event.total > '5'") ==
        "a.toml:4:24: event.total is a number and '5' a text, which never compare; write 5 without quotes");
  CHECK(wrong("event.coupon > 5") ==
        "a.toml:4:25: event.coupon is a text and 5 a number, which never compare; write '5'");
  CHECK(wrong("'5' < orders").starts_with("a.toml:4:10: orders is a number and '5' a text"));
  CHECK(wrong("orders in (1, '2')").starts_with("a.toml:4:24: orders is a number and '2' a text"));
  CHECK(wrong("orders between 1 and '2'").starts_with("a.toml:4:31: orders is a number and '2' a text"));
  CHECK(wrong("property_number('age') = 'old'") ==
        "a.toml:4:35: property_number() is a number and 'old' a text, which never compare; write a number, "
        "without "
        "quotes");
  CHECK(wrong("days_until(last_order_at) < '12h'").ends_with("it is in days: write 0.5"));
}

TEST_CASE("moments and yes or no have their own ways to be asked") {
  CHECK(wrong("last_order_at > '2020-01-01'") ==
        "a.toml:4:26: last_order_at is a moment and '2020-01-01' a text, which never compare; write "
        "days_since(last_order_at) < 60, or older_than(last_order_at, '60d')");
  CHECK(wrong("has_account = 'true'") ==
        "a.toml:4:24: has_account is yes or no and 'true' a text, which never compare; write has_account, or "
        "not "
        "has_account");
  CHECK(wrong("event.gift = true") ==
        "a.toml:4:23: event.gift is a text and true a number, which never compare; write 'true' or 'false'");
  CHECK(wrong("event.gift = 1").ends_with("write 'true' or 'false'"));
  CHECK(wrong("event.gift = 'yes'") == "a.toml:4:23: event.gift is never 'yes'; write 'true' or 'false'");
}

TEST_CASE("a column of few values is compared with one of them") {
  CHECK(wrong("stage = 'active-repeat'") ==
        "a.toml:4:18: stage is never 'active-repeat'; did you mean \"active repeat\"?");
  CHECK(wrong("stage = 'Lapsed'") == "a.toml:4:18: stage is never 'Lapsed'; did you mean \"lapsed\"?");
  CHECK(wrong("warmth is not 'hot'") == "a.toml:4:24: warmth is never 'hot'; it is 'warm', 'cool' or 'cold'");
  CHECK(wrong("rfm = '555'") == "a.toml:4:16: rfm is never '555'; did you mean '5-5-5'?");
  CHECK(wrong("nps_group in ('passive', 'promoters')") ==
        "a.toml:4:35: nps_group is never 'promoters'; did you mean \"promoter\"?");
  CHECK(wrong("bought_in = 'shop'") ==
        "a.toml:4:22: bought_in is never 'shop'; it is 'store', 'online' or 'both'");
  CHECK(wrong("country = 'nl'") == "a.toml:4:20: country is never 'nl'; did you mean \"NL\"?");
  CHECK(wrong("coalesce(country, '') = 'Netherlands'") ==
        "a.toml:4:34: country is never 'Netherlands'; did you mean \"NL\"?");
  CHECK(wrong("preferred_channel = 'mail'") ==
        "a.toml:4:30: warning: no channel is called 'mail'; did you mean \"email\"?");
  CHECK(wrong("country = 'Atlantis'").ends_with("it is two capital letters of ISO 3166, such as 'NL'"));
}

TEST_CASE("what may come true is left alone") {
  for (const std::string text : {"orders >= 2 and country in ('NL','BE') and days_since(last_order_at)<90",
                                 "lower(country) = 'nl'",
                                 "coalesce(country, '') <> ''",
                                 "coalesce(country, 'none') = 'none'",
                                 "stage || '' = 'x'",
                                 "orders = -1",
                                 "orders + 1 = '2'",
                                 "(orders) = '2'",
                                 "country is null",
                                 "stage not in ('lapsed')",
                                 "preferred_channel = 'telex'",
                                 "event.delivered_at > '2020-01-01'",
                                 "event.coupon = '5'",
                                 "event.total > 5",
                                 "property_text('size') = 'L'",
                                 "country like 'n%'",
                                 "rfm = '5-4-1'",
                                 "has_account = true",
                                 "first_name = '60d'",
                                 "iif(orders > 1, 'a', 'b') = 'a'",
                                 "language = 'nl' or language like 'nl-%'",
                                 "not stage = 'lapsed'",
                                 "case when orders = 1 then 'x' else 'y' end = 'x'",
                                 "rfm >= '5'"}) {
    CAPTURE(text);
    CHECK(wrong(text) == "");
  }
}

TEST_CASE("segments are held to the same") {
  Problems problems;
  CHECK_FALSE(segment_to_sql({"days_since(last_order_at) > '60d'", {"segments.toml", 1, 1}}, problems));
  CHECK(problems.sorted().size() == 1);
}

}  // namespace
}  // namespace lifecycled
