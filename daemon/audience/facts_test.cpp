#include "audience/facts.hpp"

#include <doctest/doctest.h>

#include "audience/testing.hpp"
#include "consent/consent_ledger.hpp"
#include "store/customer_choices.hpp"
#include "store/quarantine.hpp"

namespace lifecycled {
namespace {

using testing::days;
using testing::Ledger;

// Why marketing may not go to the customer's newest address of that kind; "yes" if it may.
std::string may(Ledger& ledger, CustomerId customer, const std::string& channel,
                const std::string& kind = "email") {
  const auto addresses = Addresses(ledger.database).of_customer(customer, kind);
  if (addresses.empty()) return "no address";
  return ConsentLedger(ledger.database)
      .objection(addresses.front().id, channel, MessageKind::Marketing)
      .value_or("yes");
}

TEST_CASE("an identified customer has names and addresses") {
  Ledger ledger;
  const CustomerId anna = ledger.customer();
  ledger.tell(anna, "Customer Identified",
              R"({"first_name": "Anna", "email": "Anna@Example.org ", "phone": "+31 6 12345678"})");
  CHECK(ledger.profile(anna).first_name == "Anna");
  const auto addresses = Addresses(ledger.database).of_customer(anna);
  REQUIRE(addresses.size() == 2);
  CHECK(Addresses(ledger.database).of_customer(anna, "email").at(0).normal == "anna@example.org");
  CHECK(Addresses(ledger.database).of_customer(anna, "email").at(0).value == "Anna@Example.org");
  CHECK(Addresses(ledger.database).of_customer(anna, "phone").at(0).normal == "+31612345678");
  ledger.tell(anna, "Customer Identified", R"({"email": "anna@example.ORG"})");
  CHECK(Addresses(ledger.database).of_customer(anna).size() == 2);
  CHECK(may(ledger, anna, "email") == "no consent on record");  // an address is no consent
}

TEST_CASE("an address that is none is set aside with the reason; the rest counts") {
  Ledger ledger;
  const CustomerId anna = ledger.customer();
  ledger.tell(anna, "Customer Identified", R"({"first_name": "Anna", "email": "anna", "phone": "06"})");
  CHECK(ledger.profile(anna).first_name == "Anna");
  CHECK(Addresses(ledger.database).of_customer(anna).empty());
  CHECK(ledger.refused() == std::vector<std::string>{"this is not a phone number in international form",
                                                     "this is not an e-mail address"});
}

TEST_CASE("a browser's subscription that is too long is refused with the right words") {
  Ledger ledger;
  const CustomerId anna = ledger.customer();
  ledger.tell(anna, "Consent Given",
              R"({"channel": "webpush", "webpush": ")" + std::string(5000, 'x') + R"("})");
  CHECK(ledger.refused() ==
        std::vector<std::string>{"this is not a browser's subscription of at most 4096 bytes"});
}

TEST_CASE("an order with its lines, its money in minor units") {
  Ledger ledger;
  const CustomerId anna = ledger.customer();
  const Instant when = ledger.clock.now() - days(1);
  ledger.order(anna, "A1", when,
               R"("total": 19.99, "currency": "eur", "discount": "2.50", "coupon": "SALE", "products": [
                 {"product_id": "p1", "name": "Cup", "quantity": 2, "price": 7.5}, {"sku": "s2"}, "nonsense"])");
  const auto order = Orders(ledger.database).find("A1").value();
  CHECK(order.total_minor == 1999);
  CHECK(order.discount_minor == 250);
  CHECK(order.currency == "EUR");
  CHECK(order.coupon == "SALE");
  CHECK(order.ordered_at == when);
  REQUIRE(order.lines.size() == 3);
  CHECK(order.lines[0].quantity == 2);
  CHECK(order.lines[0].price_minor == 750);
  CHECK(order.lines[1].product_id == "s2");
  const CustomerRow row = ledger.profile(anna);
  CHECK(row.orders == 1);
  CHECK(row.discounted_orders == 1);
  CHECK(row.spent_minor == 1999);
  CHECK(row.first_order_at == when);
}

TEST_CASE("an order is counted once, whatever repeats it") {
  Ledger ledger;
  const CustomerId anna = ledger.customer();
  CHECK(ledger.order(anna, "A1", ledger.clock.now()).has_value());
  CHECK_FALSE(ledger.order(anna, "A1", ledger.clock.now() + days(1), R"("total": 99)").has_value());
  CHECK(ledger.profile(anna).orders == 1);
  CHECK(ledger.profile(anna).spent_minor == 1000);
}

TEST_CASE("currencies are counted as purchases and never added up") {
  Ledger ledger;
  const CustomerId anna = ledger.customer();
  ledger.order(anna, "1", ledger.clock.now(), R"("total": 10)");
  ledger.order(anna, "2", ledger.clock.now(), R"("total": 5000, "currency": "JPY")");
  CHECK(ledger.profile(anna).orders == 2);
  CHECK(ledger.profile(anna).spent_minor == 1000);
  CHECK(Orders(ledger.database).find("2")->total_minor == 5000);
}

TEST_CASE("revenue stands in for a total; what is no order is set aside") {
  Ledger ledger;
  const CustomerId anna = ledger.customer();
  ledger.order(anna, "1", ledger.clock.now(), R"("revenue": 12)");
  CHECK(ledger.profile(anna).spent_minor == 1200);
  ledger.tell(anna, "Order Completed", R"({"total": 5})");
  ledger.order(anna, "2", ledger.clock.now(), R"("total": "a lot")");
  ledger.order(anna, "3", ledger.clock.now(), R"("total": 5, "currency": "EURO")");
  ledger.tell(anna, "Order Cancelled", "{}");
  ledger.tell(anna, "Order Completed", "no json");
  CHECK(ledger.profile(anna).orders == 1);
  CHECK(ledger.refused() == std::vector<std::string>{"an Order Completed without order_id is no order",
                                                     "which order is it? order_id is missing",
                                                     "currency must be a code of three letters such as EUR",
                                                     "an order's total must be a plain number such as 19.99",
                                                     "an Order Completed without order_id is no order"});
}

TEST_CASE("a cancellation that comes before its order still counts") {
  Ledger ledger;
  const CustomerId anna = ledger.customer();
  CHECK_FALSE(ledger.tell(anna, "Order Cancelled", R"({"order_id": "1"})").has_value());
  ledger.order(anna, "1", ledger.clock.now());
  CHECK(ledger.profile(anna).orders == 0);
  CHECK(ledger.profile(anna).stage == Stage::Prospect);
}

TEST_CASE("a refund speaks of the order's own customer, whoever told it") {
  Ledger ledger;
  const CustomerId anna = ledger.customer();
  const CustomerId desk = ledger.customer();
  ledger.order(anna, "1", ledger.clock.now());
  const auto change = ledger.tell(desk, "Order Refunded", R"({"order_id": "1"})");
  REQUIRE(change.has_value());
  CHECK(change->customer == anna);
  CHECK(ledger.profile(anna).orders == 0);
}

TEST_CASE("a yes is for the address it names, else for the newest") {
  Ledger ledger;
  const CustomerId anna = ledger.customer();
  ledger.tell(anna, "Customer Identified", R"({"email": "old@example.org"})");
  ledger.clock.advance(days(1));
  ledger.tell(anna, "Customer Identified", R"({"email": "new@example.org"})");
  ledger.tell(anna, "Consent Given", R"({"channel": "email"})");
  const auto addresses = Addresses(ledger.database).of_customer(anna, "email");
  ConsentLedger consents(ledger.database);
  CHECK_FALSE(consents.objection(addresses[0].id, "email", MessageKind::Marketing).has_value());
  CHECK(consents.objection(addresses[1].id, "email", MessageKind::Marketing) == "no consent on record");
  ledger.tell(anna, "Consent Given", R"({"email": "old@example.org"})");
  CHECK_FALSE(consents.objection(addresses[1].id, "email", MessageKind::Marketing).has_value());
  ledger.tell(anna, "Consent Given",
              R"({"email": "third@example.org", "source": "form", "text": "Yes!", "language": "en"})");
  CHECK(may(ledger, anna, "email") == "yes");  // it made the address
  const auto third = Addresses(ledger.database).of_customer(anna, "email").at(0);
  const auto history = Consents(ledger.database).history(third.id);
  REQUIRE(history.size() == 1);
  CHECK(history[0].source == "form");
  CHECK(history[0].wording == "Yes!");
  CHECK(history[0].event == ledger.last_event);
}

TEST_CASE("a no without an address is for all of that channel, and everywhere means every channel") {
  Ledger ledger;
  const CustomerId anna = ledger.customer();
  ledger.tell(anna, "Customer Identified", R"({"email": "a@example.org", "phone": "+31612345678"})");
  ledger.tell(anna, "Customer Identified", R"({"email": "b@example.org"})");
  ledger.tell(anna, "Consent Given", R"({"email": "a@example.org"})");
  ledger.tell(anna, "Consent Given", R"({"email": "b@example.org"})");
  ledger.tell(anna, "Consent Given", R"({"channel": "sms"})");
  ledger.tell(anna, "Consent Given", R"({"channel": "whatsapp"})");
  ledger.clock.advance(Milliseconds{1});
  const auto addresses = Addresses(ledger.database).of_customer(anna, "email");
  const auto objection = [&](std::size_t i) {
    return ConsentLedger(ledger.database)
        .objection(addresses[i].id, "email", MessageKind::Marketing)
        .value_or("yes");
  };
  SUBCASE("one address") {
    ledger.tell(anna, "Consent Withdrawn", R"({"email": "A@example.org"})");
    CHECK((objection(0) == "yes") != (objection(1) == "yes"));
  }
  SUBCASE("one channel") {
    ledger.tell(anna, "Consent Withdrawn", R"({"channel": "email"})");
    CHECK(objection(0) == "consent withdrawn");
    CHECK(objection(1) == "consent withdrawn");
    CHECK(may(ledger, anna, "sms", "phone") == "yes");
  }
  SUBCASE("everywhere") {
    ledger.tell(anna, "Consent Withdrawn", R"({"scope": "all"})");
    CHECK(objection(0) == "consent withdrawn");
    CHECK(objection(1) == "consent withdrawn");
    CHECK(may(ledger, anna, "sms", "phone") == "consent withdrawn");
    CHECK(may(ledger, anna, "whatsapp", "phone") == "consent withdrawn");
  }
  SUBCASE("a yes has no everywhere") {
    ledger.tell(anna, "Consent Withdrawn", R"({"scope": "all"})");
    ledger.clock.advance(Milliseconds{1});
    ledger.tell(anna, "Consent Given", R"({"scope": "all"})");
    CHECK(may(ledger, anna, "sms", "phone") == "consent withdrawn");
  }
}

TEST_CASE("a consent that cannot be understood is set aside") {
  Ledger ledger;
  const CustomerId anna = ledger.customer();
  ledger.tell(anna, "Consent Given", R"({"channel": "email"})");
  ledger.tell(anna, "Consent Given", R"({"channel": "pigeon"})");
  ledger.tell(anna, "Consent Given", R"({"purpose": "world peace"})");
  ledger.tell(anna, "Consent Given", R"({"email": "nonsense"})");
  CHECK(ledger.refused() ==
        std::vector<std::string>{
            "this is not an e-mail address", "purpose must be marketing, transactional or profiling",
            "consent for a channel that is not configured",
            "consent without an address: identify the customer first, or name the address"});
}

TEST_CASE("ratings from 1 to 5, and signs of life") {
  Ledger ledger;
  const CustomerId anna = ledger.customer();
  ledger.tell(anna, "Feedback Given", R"({"rating": 2})");
  CHECK(ledger.profile(anna).last_rating == 2);
  for (const char* wrong : {R"({"rating": 0})", R"({"rating": 6})", R"({"rating": "good"})", "{}"})
    ledger.tell(anna, "Feedback Given", wrong);
  CHECK(ledger.profile(anna).last_rating == 2);
  CHECK(ledger.refused().size() == 4);

  const CustomerId ben = ledger.customer();
  ledger.tell(ben, "Message Sent", "{}");
  ledger.tell(ben, "Order Shipped", R"({"order_id": "1"})");
  CHECK_FALSE(ledger.profile(ben).last_reaction_at.has_value());
  ledger.tell(ben, "Page Viewed", "{}", ledger.clock.now() - days(2));
  CHECK(ledger.profile(ben).last_reaction_at == ledger.clock.now() - days(2));
  Customers(ledger.database).rest(ben, ledger.clock.now() - days(1));
  ledger.tell(ben, "Message Clicked", "{}");
  CHECK_FALSE(ledger.profile(ben).resting_since.has_value());

  const CustomerId cleo = ledger.customer();
  Customers(ledger.database).rest(cleo, ledger.clock.now() - days(1));
  // An answer that there is not is none, and no sign of life.
  ledger.tell(cleo, "NPS Answered", R"({"score": 11})");
  CHECK_FALSE(ledger.profile(cleo).last_reaction_at.has_value());
  ledger.tell(cleo, "NPS Answered", R"({"score": 9})");
  CHECK(ledger.profile(cleo).last_reaction_at == ledger.clock.now());
  CHECK_FALSE(ledger.profile(cleo).resting_since.has_value());
}

TEST_CASE("preferences: topics, a break and the language, the latest word of each") {
  Ledger ledger;
  const CustomerId anna = ledger.customer();
  ledger.tell(anna, "Preferences Changed",
              R"({"topics_wanted": ["offers"], "topics_declined": ["news"], "language": "nl",
                  "break_until": ")" +
                  format_instant(ledger.clock.now() + days(30)) + R"("})");
  CustomerChoices choices(ledger.database);
  const auto topics = choices.topics(anna);
  REQUIRE(topics.size() == 2);
  CHECK_FALSE(topics[0].is_wanted);  // news
  CHECK(topics[1].is_wanted);
  CHECK(ledger.profile(anna).language == "nl");
  CHECK(ledger.profile(anna).consent_epoch == 1);  // whoever is rendering looks again
  CHECK(choices.on_break_until(anna, ledger.clock.now()) == ledger.clock.now() + days(30));

  ledger.clock.advance(days(1));
  ledger.tell(anna, "Preferences Changed", R"({"break_until": ""})");
  CHECK_FALSE(choices.on_break_until(anna, ledger.clock.now()).has_value());
  CHECK(choices.topics(anna).size() == 2);

  ledger.tell(anna, "Preferences Changed", R"({"frequency": "fewer"})");
  CHECK(choices.wants_fewer(anna));
  ledger.clock.advance(days(1));
  ledger.tell(anna, "Preferences Changed", R"({"frequency": "usual"})");
  CHECK_FALSE(choices.wants_fewer(anna));
  CHECK(ledger.refused().empty());
}

TEST_CASE("preferences that cannot be meant are set aside with the reason") {
  Ledger ledger;
  const CustomerId anna = ledger.customer();
  ledger.tell(anna, "Preferences Changed", R"({"topics_declined": "news"})");
  ledger.tell(anna, "Preferences Changed",
              R"({"break_until": ")" + format_instant(ledger.clock.now() + days(400)) + R"("})");
  ledger.tell(anna, "Preferences Changed", R"({"frequency": "never"})");
  CHECK(ledger.refused() ==
        std::vector<std::string>{
            "frequency is \"usual\" or \"fewer\"",
            "break_until is a moment such as 2026-01-31T09:00:00Z, at most a year ahead; empty ends a break",
            "topics_wanted and topics_declined are lists of at most 50 topics by name"});
  CHECK(CustomerChoices(ledger.database).topics(anna).empty());
}

TEST_CASE("what was said later stands, and an older word only fills what nobody has said") {
  Ledger ledger;
  const CustomerId anna = ledger.customer();
  const Instant now = ledger.clock.now();
  ledger.tell(anna, "Customer Identified", R"({"first_name": "Anna", "country": "NL", "size": "m"})",
              now - days(1));
  ledger.tell(anna, "Customer Identified",
              R"({"first_name": "Ann", "last_name": "Old", "country": "BE", "language": "nl", "size": "s",
                  "color": "red", "email": "old@example.org"})",
              now - days(2));
  CustomerRow row = ledger.profile(anna);
  CHECK(row.first_name == "Anna");
  CHECK_FALSE(row.last_name);  // a name is one word
  CHECK(row.country == "NL");
  CHECK(row.language == "nl");
  CHECK(row.properties.find(R"("size":"m")") != std::string::npos);
  CHECK(row.properties.find(R"("color":"red")") != std::string::npos);
  CHECK(Addresses(ledger.database).of_customer(anna, "email").size() == 1);
  ledger.tell(anna, "Customer Identified", R"({"first_name": "Anne"})", now);
  CHECK(ledger.profile(anna).first_name == "Anne");
}

TEST_CASE("a changed order is as its newest word says") {
  Ledger ledger;
  const CustomerId anna = ledger.customer();
  const Instant when = ledger.clock.now() - days(1);
  ledger.order(anna, "A1", when, R"("total": 10)");
  const auto update = [&](std::string_view more, Milliseconds later) {
    ledger.tell(anna, "Order Updated", R"({"order_id": "A1", )" + std::string(more) + "}", when + later);
  };
  update(R"("total": "30.50", "products": [{"product_id": "p", "quantity": 2}])", Milliseconds{3000});
  update(R"("total": "20.00", "status": "cancelled")", Milliseconds{2000});  // told late
  CHECK(ledger.profile(anna).spent_minor == 0);
  update(R"("total": "30.50", "status": "placed")", Milliseconds{4000});
  CHECK(ledger.profile(anna).spent_minor == 3050);
  CHECK(Orders(ledger.database).find("A1")->lines.size() == 1);
  update(R"("coupon": "X")", Milliseconds{5000});  // a change alone
  CHECK_FALSE(Orders(ledger.database).find("A1")->coupon);
  ledger.tell(anna, "Order Cancelled", R"({"order_id": "A1"})", when + Milliseconds{3500});  // told late
  CHECK(ledger.profile(anna).orders == 1);
  // Nobody changes another's order, and nobody makes one by changing it.
  ledger.tell(ledger.customer(), "Order Updated", R"({"order_id": "A1", "total": 1})");
  CHECK(ledger.refused() == std::vector<std::string>{"this order_id belongs to another customer"});
  ledger.tell(anna, "Order Updated", R"({"order_id": "A2", "total": 1})");
  CHECK_FALSE(Orders(ledger.database).find("A2"));
}

TEST_CASE("a refund that has an id is taken off once") {
  Ledger ledger;
  const CustomerId anna = ledger.customer();
  ledger.order(anna, "A1", ledger.clock.now(), R"("total": 10)");
  for (int i = 0; i < 2; ++i)
    ledger.tell(anna, "Order Refunded", R"({"order_id": "A1", "total": "2.50", "refund_id": "r1"})");
  CHECK(ledger.profile(anna).spent_minor == 750);
  ledger.tell(anna, "Order Refunded", R"({"order_id": "A1", "total": "2.50", "refund_id": "r2"})");
  CHECK(ledger.profile(anna).spent_minor == 500);
}

TEST_CASE("what came back is what its products cost, where no total says it") {
  Ledger ledger;
  const CustomerId anna = ledger.customer();
  ledger.order(anna, "A1", ledger.clock.now(), R"("total": 30)");
  ledger.tell(
      anna, "Order Refunded",
      R"({"order_id": "A1", "products": [{"product_id": "p", "price": 5, "quantity": 2}, {"sku": "s", "price": "0.50"}]})");
  CHECK(ledger.profile(anna).spent_minor == 1950);
  const auto before = Quarantine(ledger.database).count();
  ledger.tell(anna, "Order Refunded",
              R"({"order_id": "A1", "products": [{"product_id": "p", "price": 5}, {"product_id": "q"}]})");
  CHECK(ledger.profile(anna).spent_minor == 1950);
  CHECK(Quarantine(ledger.database).count() == before + 1);
  ledger.tell(anna, "Order Refunded", R"({"order_id": "A1", "products": []})");  // all of it
  CHECK(ledger.profile(anna).orders == 0);
}

}  // namespace
}  // namespace lifecycled
