#include "intake/shop_signature.hpp"

#include <doctest/doctest.h>

using namespace lifecycled;

// The signatures were made with: printf BODY | openssl dgst -sha256 -hmac SECRET -binary | base64

TEST_CASE("a body is signed with the shop's secret, and any change is seen") {
  const ShopSignature shop(ShopType::Shopify, {"hush"});
  CHECK(shop.has_signed("{\"id\":1}", "VnKUjZsLuN5iZWjn5EntcBVCF9kMN43LglzCE1/GSeY="));
  CHECK(shop.has_signed("{\"id\":1}", " VnKUjZsLuN5iZWjn5EntcBVCF9kMN43LglzCE1/GSeY=\r"));
  CHECK_FALSE(shop.has_signed("{\"id\":2}", "VnKUjZsLuN5iZWjn5EntcBVCF9kMN43LglzCE1/GSeY="));
  CHECK_FALSE(shop.has_signed("{\"id\":1}", ""));
  CHECK_FALSE(shop.has_signed("{\"id\":1}", "not base64"));
  CHECK_FALSE(shop.has_signed("{\"id\":1}", "c2hvcnQ="));
}

TEST_CASE("while a secret is changed, both are good; an empty one never is") {
  const ShopSignature shop(ShopType::Shopify, {"new", "", "hush"});
  CHECK(shop.has_signed("{\"id\":1}", "VnKUjZsLuN5iZWjn5EntcBVCF9kMN43LglzCE1/GSeY="));
  CHECK(shop.has_signed("{\"id\":1}", "Ntw7zGXIegYCdTtWU4vRWZlgsnHSymGYq24re/RL/fE="));
  CHECK_FALSE(shop.has_signed("{\"id\":1}", "OH4HrEMyI2Gyl0Nx9AtqhHOTI11vM8Vi/iDRBFu925g="));
  CHECK_FALSE(ShopSignature(ShopType::Shopify, {}).has_signed("", ""));
}

TEST_CASE("WooCommerce keeps its secret as HTML and signs with what it means; Shopify does not") {
  CHECK(ShopSignature(ShopType::WooCommerce, {"a&amp;b"})
            .has_signed("{\"id\":1}", "DZZ3mhyNjKxgGYJPujiR4ZGjbQJd9qbIQuhcMQ11PTE="));
  CHECK_FALSE(ShopSignature(ShopType::Shopify, {"a&amp;b"})
                  .has_signed("{\"id\":1}", "DZZ3mhyNjKxgGYJPujiR4ZGjbQJd9qbIQuhcMQ11PTE="));
}
