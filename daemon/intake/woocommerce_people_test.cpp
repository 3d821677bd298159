#include "intake/woocommerce_people.hpp"

#include <doctest/doctest.h>

#include "intake/shop_testing.hpp"

namespace lifecycled {
namespace {

using testing::names;
using testing::read_shop;
using testing::said;

const ShopIntake shop = testing::shop_intake(ShopType::WooCommerce);

constexpr std::string_view customer = R"({"id": 25, "date_created_gmt": "2026-02-01T10:00:00",
  "date_modified_gmt": "2026-02-02T10:00:00", "email": "anna@example.org", "first_name": "Anna",
  "last_name": "", "username": "anna", "role": "customer",
  "billing": {"first_name": "A.", "last_name": "de Wit", "country": "BE", "email": "old@example.org",
              "phone": "0475 12 34 56"},
  "meta_data": [{"id": 3, "key": "newsletter", "value": "no"}, {"id": 4, "key": "newsletter", "value": true}]})";

TEST_CASE("an account says who somebody is; a number without its country is nobody's") {
  const auto created = read_shop(shop, "customer.created", customer);
  REQUIRE(names(created) == "Customer Identified, Signed Up");
  CHECK(created.words[0].event.user_id == "25");
  CHECK(created.words[0].event.occurred_at == parse_instant("2026-02-02T10:00:00Z"));
  CHECK(created.words[0].event.body ==
        R"({"email":"anna@example.org","first_name":"Anna","last_name":"de Wit","country":"BE"})");
  CHECK(created.words[1].event.occurred_at == parse_instant("2026-02-01T10:00:00Z"));
  CHECK(created.words[1].event.message_id == "shop:shop:customer:25:created");
  CHECK(created.words[1].event.body == R"({"username":"anna","source":"woocommerce"})");
  const auto updated = read_shop(shop, "customer.updated", customer);
  REQUIRE(names(updated) == "Customer Identified");
  CHECK(updated.words[0].event.message_id == created.words[0].event.message_id);
}

TEST_CASE("an account's yes counts when it is made, its no whenever it is told; the last value counts") {
  ShopIntake asking = shop;
  asking.consent_field = "newsletter";
  const auto created = read_shop(asking, "customer.created", customer);
  REQUIRE(names(created) == "Customer Identified, Signed Up, Consent Given");
  CHECK(created.words[2].event.message_id == "shop:shop:customer:25:yes");
  CHECK(created.words[2].event.occurred_at == parse_instant("2026-02-01T10:00:00Z"));
  CHECK(
      created.words[2].event.body ==
      R"({"email":"anna@example.org","source":"woocommerce account","channel":"email","by":"webhook customer.created of shop"})");
  // Whoever has said no to us since must not be asked by a change of their address.
  CHECK(names(read_shop(asking, "customer.updated", customer)) == "Customer Identified");
  std::string no(customer);
  no.replace(no.find("true"), 4, "\"no\"");
  const auto updated = read_shop(asking, "customer.updated", no);
  REQUIRE(names(updated) == "Customer Identified, Consent Withdrawn");
  CHECK(updated.words[1].event.occurred_at == parse_instant("2026-02-02T10:00:00Z"));
  CHECK(names(read_shop(asking, "customer.created", no)) == "Customer Identified, Signed Up");
  asking.email_channel = "";  // a shop that sends no mail keeps no consents for it
  CHECK(names(read_shop(asking, "customer.created", customer)) == "Customer Identified, Signed Up");
}

TEST_CASE("a deleted account wants no more news") {
  CHECK(said(read_shop(shop, "customer.deleted", R"({"id": 25})")) ==
        "Consent Withdrawn of 25 at 2026-03-02T12:00:00.000Z as shop:shop:customer:25:deleted if known: "
        "{\"scope\":\"all\",\"source\":\"woocommerce\",\"reason\":\"account deleted\"}\n");
  CHECK(read_shop(shop, "customer.deleted", "{}").set_aside == "a customer without id");
}

}  // namespace
}  // namespace lifecycled
