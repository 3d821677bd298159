#include "intake/shopify_people.hpp"

#include <doctest/doctest.h>

#include "intake/shop_testing.hpp"

namespace lifecycled {
namespace {

using testing::names;
using testing::read_shop;
using testing::said;

const ShopIntake shop = testing::shop_intake(ShopType::Shopify);

std::string customer(const std::string& email_state, const std::string& level, const std::string& sms_state,
                     const std::string& state = "disabled") {
  return R"({"id": 706405506930370084, "email": "anna@example.org", "phone": "+31612345678",
    "first_name": "Anna", "last_name": "Wit", "state": ")" +
         state + R"(",
    "created_at": "2026-02-01T10:00:00Z", "updated_at": "2026-02-03T10:00:00Z",
    "default_address": {"country_code": "BE"},
    "email_marketing_consent": {"state": ")" +
         email_state + R"(", "opt_in_level": )" + level + R"(,
      "consent_updated_at": "2026-02-02T10:00:00Z"},
    "sms_marketing_consent": {"state": ")" +
         sms_state + R"(", "opt_in_level": "single_opt_in",
      "consent_updated_at": "2026-02-02T11:00:00Z", "consent_collected_from": "SHOPIFY"}})";
}

TEST_CASE("a customer and what they agreed to, by mail and by text message") {
  CHECK(
      said(
          read_shop(shop, "customers/update", customer("subscribed", "\"single_opt_in\"", "unsubscribed"))) ==
      R"x(Customer Identified of 706405506930370084 at 2026-02-03T10:00:00.000Z as shop:shop:customer:706405506930370084:1770112800000:704cf688fea3da30: {"email":"anna@example.org","phone":"+31612345678","first_name":"Anna","last_name":"Wit","country":"BE"}
Consent Given of 706405506930370084 at 2026-02-02T10:00:00.000Z as shop:shop:consent:706405506930370084:email:subscribed:1770026400000: {"email":"anna@example.org","source":"shopify","reason":"subscribed, single_opt_in","channel":"email","by":"webhook customers/update of shop"}
Consent Withdrawn of 706405506930370084 at 2026-02-02T11:00:00.000Z as shop:shop:consent:706405506930370084:phone:unsubscribed:1770030000000: {"phone":"+31612345678","source":"shopify","reason":"unsubscribed, single_opt_in","channel":"sms","by":"webhook customers/update of shop"}
)x");
}

TEST_CASE("which state is a yes is the shop's word; a no always is one; the rest says nothing") {
  ShopIntake strict = shop;
  const auto told = [&](const std::string& state, const std::string& level) {
    return names(read_shop(strict, "customers/update", customer(state, level, "not_subscribed")));
  };
  const std::string nothing = "Customer Identified", yes = "Customer Identified, Consent Given",
                    no = "Customer Identified, Consent Withdrawn";
  CHECK(told("subscribed", "null") == yes);
  CHECK(told("subscribed", "\"confirmed_opt_in\"") == yes);
  for (const char* state : {"not_subscribed", "pending", "redacted", "invalid", ""})
    CHECK(told(state, "\"single_opt_in\"") == nothing);
  CHECK(told("unsubscribed", "null") == no);
  strict.yes = ShopIntake::Yes::Confirmed;
  CHECK(told("subscribed", "\"single_opt_in\"") == nothing);
  CHECK(told("subscribed", "\"confirmed_opt_in\"") == yes);
  strict.yes = ShopIntake::Yes::Never;
  CHECK(told("subscribed", "\"confirmed_opt_in\"") == nothing);
  CHECK(told("unsubscribed", "null") == no);
}

TEST_CASE("a shop without text messages keeps no consents for them") {
  ShopIntake mail_only = shop;
  mail_only.sms_channel = "";
  CHECK(names(read_shop(mail_only, "customers/update", customer("subscribed", "null", "subscribed"))) ==
        "Customer Identified, Consent Given");
}

TEST_CASE("consents that come alone are the same facts") {
  const auto whole = read_shop(shop, "customers/update", customer("subscribed", "null", "subscribed"));
  const auto mail = read_shop(shop, "customers_email_marketing_consent/update", R"({
    "customer_id": 706405506930370084, "email_address": "anna@example.org", "email_marketing_consent":
    {"state": "subscribed", "opt_in_level": null, "consent_updated_at": "2026-02-02T10:00:00Z"}})");
  REQUIRE(mail.words.size() == 1);
  CHECK(mail.words[0].event.message_id == whole.words[1].event.message_id);
  CHECK(mail.words[0].event.user_id == "706405506930370084");
  const auto sms = read_shop(shop, "customers_marketing_consent/update", R"({"id": 706405506930370084,
    "phone": "+31612345678", "sms_marketing_consent": {"state": "subscribed",
    "opt_in_level": "single_opt_in", "consent_updated_at": "2026-02-02T11:00:00Z"}})");
  REQUIRE(sms.words.size() == 1);
  CHECK(sms.words[0].event.message_id == whole.words[2].event.message_id);
  CHECK(read_shop(shop, "customers_marketing_consent/update", "{}").set_aside ==
        "a consent of nobody: id is missing");
  CHECK(read_shop(shop, "customers_email_marketing_consent/update", "{}").set_aside ==
        "a consent of nobody: customer_id is missing");
}

TEST_CASE("a yes that says no time is as old as the customer, and comes back with no later one") {
  std::string timeless = customer("subscribed", "null", "");
  timeless.replace(timeless.find("\"2026-02-02T10:00:00Z\""), 22, "null");
  const auto reading = read_shop(shop, "customers/update", timeless);
  REQUIRE(names(reading) == "Customer Identified, Consent Given");
  CHECK(reading.words[1].event.occurred_at == parse_instant("2026-02-01T10:00:00Z"));
  timeless.replace(timeless.find("created_at"), 10, "creation_x");
  CHECK(names(read_shop(shop, "customers/update", timeless)) == "Customer Identified");
}

TEST_CASE("an account that can sign in was made, once") {
  const std::string enabled = customer("pending", "null", "", "enabled");
  CHECK(names(read_shop(shop, "customers/enable", enabled)) == "Customer Identified, Signed Up");
  CHECK(names(read_shop(shop, "customers/create", enabled)) == "Customer Identified, Signed Up");
  CHECK(names(read_shop(shop, "customers/update", enabled)) == "Customer Identified");
}

TEST_CASE("whoever is deleted wants no news; whoever is to be forgotten is named to the eraser") {
  CHECK(said(read_shop(shop, "customers/delete", R"({"id": 7})")) ==
        "Consent Withdrawn of 7 at 2026-03-02T12:00:00.000Z as shop:shop:customer:7:deleted if known: "
        "{\"scope\":\"all\",\"source\":\"shopify\",\"reason\":\"account deleted\"}\n");
  const auto redacted = read_shop(shop, "customers/redact", R"({"shop_id": 1, "customer":
    {"id": 191167, "email": "Anna@example.org", "phone": "555"}, "orders_to_redact": [1, 2]})");
  CHECK(redacted.erase == std::vector<std::string>{"191167", "email:anna@example.org"});
  CHECK(redacted.set_aside.empty());
  CHECK(redacted.words.empty());
  CHECK(read_shop(shop, "customers/redact", "{}").set_aside ==
        "whom to forget? Neither id nor e-mail address");
}

TEST_CASE("what only a person can do is said to one") {
  const auto data = read_shop(shop, "customers/data_request", R"({"customer": {"id": 1}})");
  CHECK(data.asks_for_data);
  CHECK(data.set_aside == "a customer asks for their data: `lifecycled customer export`");
  const auto all = read_shop(shop, "shop/redact", R"({"shop_id": 1})");
  CHECK(all.asks_for_data);
  CHECK(all.erase.empty());
  CHECK(all.set_aside == "Shopify asks that all data of this shop be deleted; that is for a person to do");
}

}  // namespace
}  // namespace lifecycled
