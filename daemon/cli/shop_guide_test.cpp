#include "cli/shop_guide.hpp"

#include <filesystem>

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "base/file.hpp"
#include "cli/data_command.hpp"
#include "cli/shop_secret.hpp"
#include "config/shop_intake_reader.hpp"

namespace lifecycled {
namespace {

TEST_CASE("WooCommerce is told where to send, with which secret and what") {
  const ShopGuide guide{
      ShopType::WooCommerce, "woo", "https://mail.shop.example", "woo.secret", "0123abcd", true, false};
  CHECK(shop_guide_text(guide) == R"(1. Put this into lifecycled.toml, and restart the daemon:

[intake.woo]
type   = "woocommerce"
secret = "file:woo.secret"

   A new secret is in woo.secret.
2. In WordPress, under WooCommerce > Settings > Advanced > Webhooks, add one webhook for each of these topics:
     Order created
     Order updated
     Order deleted
     Order restored
     Customer created
     Customer updated
     Customer deleted
   with these values:
     Status        Active
     Delivery URL  https://mail.shop.example/intake/woo
     Secret        0123abcd
     API version   WP REST API Integration v3
3. Place an order and look: `lifecycled status` counts the events that came, and the log says `shop.refused` where
   the secret is another one.
)");
}

TEST_CASE("Shopify shows its own secret; a place that nobody can reach is told") {
  ShopGuide guide{ShopType::Shopify, "shopify", "http://127.0.0.1:8480", "shopify.secret", "", false, false};
  const std::string text = shop_guide_text(guide);
  CHECK(
      text.starts_with("Shopify must reach this daemon from the internet, and the address "
                       "http://127.0.0.1:8480 is none that it could:"));
  CHECK(text.find("     http://127.0.0.1:8480/intake/shopify\n") != std::string::npos);
  CHECK(text.find("     customers_email_marketing_consent/update\n") != std::string::npos);
  CHECK(text.find("Put it into shopify.secret,") != std::string::npos);
  guide.is_configured = true;
  guide.secret_file.clear();
  CHECK(shop_guide_text(guide).find("1. [intake.shopify] is in lifecycled.toml already.\n") !=
        std::string::npos);
  CHECK(shop_guide_text(guide).find("The secret is the one that \"secret\"") != std::string::npos);
}

TEST_CASE("the table that is printed is one that is understood") {
  for (const ShopType type : {ShopType::WooCommerce, ShopType::Shopify, ShopType::Generic}) {
    Problems problems;
    const auto root =
        parse_toml(shop_table({type, "web", "https://x.example", "web.secret", "", false, false}),
                   "lifecycled.toml", problems);
    Settings settings;
    settings.file = "/etc/shop/lifecycled.toml";
    const auto shops = read_shop_intakes(root.value(), settings, problems);
    CHECK_FALSE(problems.has_errors());
    REQUIRE(shops.size() == 1);
    CHECK(shops[0].type == type);
    CHECK(shops[0].secrets.at(0).text == "file:/etc/shop/web.secret");
  }
}

TEST_CASE("a secret is made once and kept for the daemon alone") {
  const auto folder = std::filesystem::temp_directory_path() / ("shop-secret-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  SystemRandom random;
  const auto first = keep_shop_secret(folder / "woo.secret", random);
  CHECK(first.is_new);
  CHECK(first.text.size() == 48);
  struct stat made{};
  REQUIRE(::stat((folder / "woo.secret").c_str(), &made) == 0);
  CHECK((made.st_mode & 0777) == 0600);
  const auto again = keep_shop_secret(folder / "woo.secret", random);
  CHECK_FALSE(again.is_new);
  CHECK(again.text == first.text);
  write_file(folder / "empty", "\n");
  CHECK_THROWS_AS(keep_shop_secret(folder / "empty", random), CommandError);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace lifecycled
