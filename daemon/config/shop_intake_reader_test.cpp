#include "config/shop_intake_reader.hpp"

#include <doctest/doctest.h>

#include "config/settings_testing.hpp"

namespace lifecycled {
namespace {

struct Read {
  Settings settings;
  std::vector<ShopIntake> shops;
  std::string mistakes;
};

Read read(std::string_view text) {
  Problems problems;
  const auto root = parse_toml(text, "lifecycled.toml", problems);
  Read out;
  out.settings = read_settings(root.value(), "/etc/shop/lifecycled.toml", problems);
  out.shops = read_shop_intakes(*root, out.settings, problems);
  out.mistakes = testing::lines(problems);
  return out;
}

// The mistakes of a file whose first two lines are right.
std::string mistakes(const std::string& rest) { return read("[shop]\nname = \"S\"\n" + rest).mistakes; }

TEST_CASE("shops stand beside the keys, each with its own name") {
  const auto out = read(R"([shop]
name = "S"
currency = "CHF"
[intake]
write_keys = "file:write.key"
[intake.woo]
type = "woocommerce"
secret = ["file:woo.secret", "env:OLD_SECRET"]
consent_field = "_newsletter"
consent_text = "Yes, write to me"
[intake.shopify-de]
type = "shopify"
secret = "credential:shopify"
id_prefix = "de-"
currency = "EUR"
consent = "confirmed"
[channel.mail]
type = "email"
reaches = "email"
[channel.sms]
type = "twilio.sms"
)");
  CHECK(out.mistakes == "");
  CHECK(out.settings.intake.write_keys.at(0).text == "file:/etc/shop/write.key");
  REQUIRE(out.shops.size() == 2);
  const ShopIntake& woo = out.shops[0];
  CHECK(woo.name == "woo");
  CHECK(woo.type == ShopType::WooCommerce);
  REQUIRE(woo.secrets.size() == 2);
  CHECK(woo.secrets[0].text == "file:/etc/shop/woo.secret");
  CHECK(woo.secrets[1].text == "env:OLD_SECRET");
  CHECK(woo.consent_field == "_newsletter");
  CHECK(woo.consent_text == "Yes, write to me");
  CHECK(woo.currency == "CHF");
  CHECK(woo.email_channel == "mail");
  CHECK(woo.sms_channel == "sms");
  CHECK(woo.id_prefix.empty());
  const ShopIntake& shopify = out.shops[1];
  CHECK(shopify.name == "shopify-de");
  CHECK(shopify.type == ShopType::Shopify);
  CHECK(shopify.id_prefix == "de-");
  CHECK(shopify.currency == "EUR");
  CHECK(shopify.yes == ShopIntake::Yes::Confirmed);
}

TEST_CASE("a channel that reaches a phone otherwise is no channel for text messages") {
  const auto out = read(
      "[shop]\nname = \"S\"\n[intake.a]\ntype = \"shopify\"\nsecret = \"env:A\"\n[channel.whatsapp]\n"
      "type = \"whatsapp\"\n");
  REQUIRE(out.shops.size() == 1);
  CHECK(out.shops[0].sms_channel == "");
  CHECK(out.shops[0].email_channel == "");
  CHECK(out.shops[0].yes == ShopIntake::Yes::Subscribed);
}

TEST_CASE("mistakes of a shop's table, each at its place") {
  CHECK(
      mistakes("[intake.Woo]\nsecret = \"hush\"\ncurrency = \"euro\"\nconsents = \"x\"\n") ==
      "lifecycled.toml:3:1: \"type\" is missing in [intake.Woo]; which shop is it: "
      "\"woocommerce\", \"shopify\" or \"generic\"?\n"
      "lifecycled.toml:3:9: an intake cannot be called \"Woo\"; use small letters, digits, \"-\" and \"_\"\n"
      "lifecycled.toml:4:10: \"secret\" says where the secret is kept, not the secret itself; write "
      "\"env:NAME\", \"file:PATH\" or \"credential:NAME\"\n"
      "lifecycled.toml:5:12: \"currency\" must be the code of a currency such as \"EUR\", not \"euro\"; did "
      "you mean \"EUR\"?\n"
      "lifecycled.toml:6:1: unknown key \"consents\" in [intake.Woo]; did you mean \"consent\"?\n");
  CHECK(
      mistakes("[intake.a]\ntype = \"woocommerce\"\nconsent = \"none\"\n") ==
      "lifecycled.toml:3:1: \"secret\" is missing in [intake.a]; without it anybody could send orders; "
      "`lifecycled connect` leads to one\n"
      "lifecycled.toml:5:1: \"consent\" is for Shopify, which keeps consents itself; consent_field names the "
      "field of your checkout's form\n");
  CHECK(
      mistakes("[intake.a]\ntype = \"shopify\"\nsecret = \"env:A\"\nconsent_field = \"x\"\n"
               "id_prefix = \"a very long prefix that nobody would ever want\"\n") ==
      "lifecycled.toml:6:1: \"consent_field\" is for WooCommerce, which keeps no consents itself; consent = "
      "\"confirmed\" wants a double opt-in\n"
      "lifecycled.toml:7:13: \"id_prefix\" must be a few characters such as \"nl-\", not \"a very long "
      "prefix "
      "that nobody would eve…\"\n");
  CHECK(
      mistakes("[intake.a]\ntype = \"shopify\"\nsecret = \"env:A\"\n[intake.b]\ntype = \"shopify\"\n"
               "secret = \"env:B\"\n") ==
      "lifecycled.toml:6:9: warning: [intake.a] and [intake.b] may give the same number to two customers or "
      "two orders; write id_prefix = \"b-\" into one of them\n");
}

}  // namespace
}  // namespace lifecycled
