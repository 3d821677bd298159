// The columns that follow from what happened, and the functions that ask beyond a customer's own row.
#include "audience/profile.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <doctest/doctest.h>

#include "audience/buyer_walk.hpp"
#include "audience/condition.hpp"
#include "audience/gap_report.hpp"
#include "audience/segment_explanation.hpp"
#include "audience/segment_program.hpp"
#include "audience/testing.hpp"
#include "base/random.hpp"
#include "config/load.hpp"
#include "store/customer_lists.hpp"
#include "store/profile_condition.hpp"
#include "store/segments.hpp"

namespace lifecycled {
namespace {

using testing::at;
using testing::days;

struct Known : testing::Ledger {
  ProfileFunctions functions{database, "EUR"};
  CustomerId anna = customer();

  explicit Known(StageSettings settings = {}) : Ledger(settings) {
    ShopFiguresRow figures = ShopFigures(database).latest().value();
    functions.use_figures(figures);
  }
  std::string column(const std::string& name) {
    functions.look_at({clock.now(), nullptr, std::nullopt});
    for (const ProfileValue& value : read_profile(database, anna)) {
      if (value.column == name) return value.value.value_or("absent");
    }
    return "no such column";
  }
  void hear(std::string_view name, std::string_view body = "{}") { tell(anna, name, body); }
  std::string ask(const std::string& text, const StoredEvent* event = nullptr) {
    Problems problems;
    const EventDescription any{"Product Viewed", "", {{"product_id", PropertyType::Text}}};
    Condition condition = compile_condition(database, {text, {"a.toml", 1, 1}}, {&any}, problems);
    if (problems.has_errors()) return to_string(problems.sorted().front());
    const auto answer = condition.ask(anna, functions, {clock.now(), event, std::nullopt});
    return !answer ? "unknown" : *answer ? "yes" : "no";
  }
};

TEST_CASE("what the shop tells of a customer is kept as it happens") {
  Known shop;
  CHECK(shop.column("nps") == "absent");
  CHECK(shop.column("nps_group") == "absent");
  shop.hear("NPS Answered", R"({"score": 9})");
  CHECK(shop.column("nps_group") == "promoter");
  shop.hear("NPS Answered", R"({"score": 0})");
  CHECK(shop.column("nps_group") == "detractor");
  shop.hear("NPS Answered", R"({"score": 11})");
  shop.hear("NPS Answered", R"({"score": 7.5})");
  CHECK(shop.column("nps") == "0");
  CHECK(shop.refused().size() == 2);

  shop.hear("Support Case Opened", R"({"case_id": "1"})");
  shop.hear("Support Case Opened", R"({"case_id": "2"})");
  shop.hear("Support Case Closed", R"({"case_id": "1"})");
  shop.hear("Subscription Started", R"({"subscription_id": "1"})");
  shop.hear("Subscription Renewed", R"({"subscription_id": "1"})");
  CHECK(shop.column("open_cases") == "1");
  CHECK(shop.column("subscriptions") == "1");
  shop.hear("Subscription Cancelled", R"({"subscription_id": "1"})");
  CHECK(shop.column("subscriptions") == "0");

  CHECK(shop.column("has_account") == "0");
  shop.hear("Customer Identified", R"({"utm_source": "fair", "preferred_channel": "sms"})");
  shop.hear("Signed Up", R"({"source": "friend"})");
  CHECK(shop.column("has_account") == "1");
  CHECK(shop.column("source") == "fair");
  CHECK(shop.column("preferred_channel") == "sms");
}

TEST_CASE("where the customer bought, and what lies in the cart") {
  Known shop;
  CHECK(shop.column("bought_in") == "absent");
  shop.order(shop.anna, "1", shop.clock.now(), R"("total": 10, "sales_channel": "store")");
  CHECK(shop.column("bought_in") == "store");
  shop.order(shop.anna, "2", shop.clock.now());
  CHECK(shop.column("bought_in") == "both");
  shop.hear("Order Cancelled", R"({"order_id": "1"})");
  CHECK(shop.column("bought_in") == "online");
  CHECK(shop.column("store_orders") == "0");

  shop.hear("Product Added", R"({"cart_id": "a", "product_id": "cup"})");
  CHECK(shop.column("carts_open") == "1");
  CHECK(shop.column("cart_changed_at") == std::to_string(to_ms(shop.clock.now())));
  shop.hear("Cart Emptied", R"({"cart_id": "a"})");
  CHECK(shop.column("carts_open") == "0");
  CHECK(shop.column("cart_changed_at") == "absent");
}

TEST_CASE("warmth cools with time") {
  Known shop;
  CHECK(shop.column("warmth") == "cold");
  shop.hear("Product Viewed");
  CHECK(shop.column("warmth") == "warm");
  shop.clock.advance(days(30));
  CHECK(shop.column("warmth") == "warm");
  shop.clock.advance(Milliseconds{1});
  CHECK(shop.column("warmth") == "cool");
  shop.clock.advance(days(60));
  CHECK(shop.column("warmth") == "cold");
  shop.hear("Message Opened");
  CHECK(shop.column("warmth") == "warm");
  CHECK(shop.column("last_reaction_at") != shop.column("last_opened_at"));
}

TEST_CASE("a channel is reachable by consent and health of an address") {
  Known shop;
  shop.hear("Customer Identified", R"({"email": "anna@example.org", "phone": "+31612345678"})");
  CHECK(shop.ask("reachable('email')") == "no");
  shop.hear("Consent Given", R"({"channel": "email"})");
  shop.hear("Consent Given", R"({"channel": "sms"})");
  CHECK(shop.ask("reachable('email') and reachable('sms') and not reachable('whatsapp')") == "yes");
  shop.hear("Consent Withdrawn", R"({"channel": "email"})");
  CHECK(shop.column("reachable_channels") == "sms");
  CHECK(shop.ask("reachable('mail')") == "no");
}

TEST_CASE("what is still to be expected of a customer") {
  Known shop;
  CHECK(shop.column("expected_value") == "0.0");
  // The shop's gap is 60 days until it is known: six orders a year, and as long again as so far.
  shop.order(shop.anna, "1", shop.clock.now(), R"("total": 50)");
  CHECK(std::stod(shop.column("expected_value")) == doctest::Approx(365.0 / 60 * 50 * 60 / 365));
  shop.clock.advance(days(60) + Milliseconds{1});
  CHECK(shop.stages.pass_shared_border(shop.database, shop.clock.now(), 9).size() == 1);
  CHECK(std::stod(shop.column("expected_value")) == doctest::Approx(25));
  CHECK(shop.column("gap_days") == "60.0");
}

TEST_CASE("events are counted, alike ones alone where that is asked") {
  Known shop;
  const auto view = [&](std::string_view product, Milliseconds ago) {
    NewEvent event;
    event.name = "Product Viewed";
    event.customer = shop.anna;
    event.occurred_at = shop.clock.now() - ago;
    event.body = R"({"product_id": ")" + std::string(product) + "\"}";
    Events events(shop.database);
    events.link(shop.anna, events.append(event, shop.clock.now()));
  };
  view("cup", days(8));
  view("cup", days(2));
  view("pot", days(1));
  view("cup", days(0));
  CHECK(shop.ask("event_count('Product Viewed', '7d') = 3") == "yes");
  CHECK(shop.ask("event_count('Order Completed', '7d') = 0") == "yes");
  StoredEvent at_hand;
  at_hand.id = 99;
  at_hand.body = R"({"product_id": "cup"})";
  CHECK(shop.ask("event_count('Product Viewed', '7d', 'product_id') = 2", &at_hand) == "yes");
}

TEST_CASE("who is on a list") {
  Known shop;
  CHECK(shop.ask("in_list('wishes')") == "no");
  CustomerLists(shop.database).join(shop.anna, "wishes", shop.clock.now());
  CHECK(shop.ask("in_list('wishes') and not in_list('club')") == "yes");
}

TEST_CASE("a segment that does not exist is a mistake and not a no") {
  Known shop;
  const SegmentId vip = Segments(shop.database).ensure("vip");
  CHECK(shop.ask("in_segment('vip')") == "no");
  Segments(shop.database).add_member(vip, shop.anna, shop.clock.now());
  CHECK(shop.ask("orders = 0 and in_segment('vip')") == "yes");
  CHECK(shop.ask("orders = 0 and in_segment('vpi')") ==
        "a.toml:1:27: there is no segment \"vpi\"; did you mean \"vip\"?");
}

TEST_CASE("seasonal shoppers are measured by the year where the shop wishes it") {
  for (const bool seasons : {false, true}) {
    StageSettings settings;
    settings.seasons = seasons;
    Known shop(settings);
    for (const char* day : {"2023-12-01", "2023-12-20", "2024-12-10", "2025-12-05"})
      shop.order(shop.anna, day, at(std::string(day) + "T12:00:00Z"));
    CHECK(shop.column("seasonal") == "1");
    CHECK(shop.profile(shop.anna).stage == (seasons ? Stage::ActiveRepeat : Stage::Lapsing));
  }
}

TEST_CASE("the walk over the buyers finds what sorting them finds") {
  Known shop;
  SeededRandom dice(5);
  std::vector<std::int64_t> spent, orders;
  Customers customers(shop.database);
  for (int i = 0; i < 12'345; ++i) {
    OrderFigures figures;
    figures.orders = figures.purchases = static_cast<std::int64_t>(dice.number() % 5);
    figures.spent_minor = static_cast<std::int64_t>(dice.number() % 900);
    if (figures.orders > 0)
      figures.last_order_at = shop.clock.now() - Milliseconds{dice.number() % 1'000'000'000'000'000};
    customers.save_order_figures(customers.create(shop.clock.now()), figures);
    if (figures.orders == 0) continue;
    spent.push_back(figures.spent_minor);
    orders.push_back(figures.orders);
  }
  BuyerWalk walk;
  std::optional<BuyerFigures> found;
  while (!found) found = walk.step(shop.database);
  const auto borders = [](std::vector<std::int64_t> values) {
    std::ranges::sort(values);
    QuintileBorders out{};
    for (std::size_t i = 0; i < 4; ++i) out[i] = values[((i + 1) * values.size() + 4) / 5 - 1];
    return out;
  };
  double sum = 0, squares = 0;
  for (const std::int64_t value : spent) sum += static_cast<double>(value);
  const double mean = sum / static_cast<double>(spent.size());
  for (const std::int64_t value : spent)
    squares += (static_cast<double>(value) - mean) * (static_cast<double>(value) - mean);
  CHECK(found->buyers == static_cast<std::int64_t>(spent.size()));
  CHECK(found->monetary == borders(spent));
  CHECK(found->frequency == borders(orders));
  CHECK(found->spent_mean == doctest::Approx(mean));
  CHECK(found->spent_deviation == doctest::Approx(std::sqrt(squares / static_cast<double>(spent.size()))));
}

TEST_CASE("the shipped segments are understood, and an explanation has each part with its values") {
  Known shop;
  const auto loaded = load_configuration(std::string(LIFECYCLED_SOURCE_DIR) + "/config/lifecycled.toml");
  Problems problems;
  for (const SegmentDefinition& segment : loaded.configuration.segments)
    check_segment(shop.database, segment, problems);
  for (const Problem& problem : problems.sorted()) FAIL_CHECK(to_string(problem));

  shop.order(shop.anna, "1", shop.clock.now(), R"("total": 50)");
  const SegmentDefinition good{
      "good", "Good", {"orders >= 1 and (country = 'NL' or spent > 40)", {}}, false, {}};
  const auto explained = explain_segment(shop.database, shop.functions, good, shop.anna, shop.clock.now());
  CHECK(explained.answer == true);
  REQUIRE(explained.parts.size() == 3);
  CHECK(explained.parts[0].text == "orders >= 1");
  CHECK(explained.parts[0].answer == true);
  CHECK_FALSE(explained.parts[1].answer);
  REQUIRE(explained.parts[2].values.size() == 1);
  CHECK(explained.parts[2].values[0].first == "spent");
  CHECK(explained.parts[2].values[0].second == "50.0");

  problems = {};
  check_segment(shop.database,
                {"x", "x", {"orders >= 1 and cuntry = 'NL'", {"segments.toml", 4, 20}}, false, {}}, problems);
  CHECK(to_string(problems.sorted().front()) ==
        "segments.toml:4:36: unknown name \"cuntry\"; did you mean \"country\"?");
}

}  // namespace
}  // namespace lifecycled
