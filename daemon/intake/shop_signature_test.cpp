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

TEST_CASE("a shop of its own signs as its table says") {
  const auto signed_by = [](SignatureForm::Algorithm algorithm, SignatureForm::Encoding encoding,
                            std::string prefix, std::string_view signature) {
    return ShopSignature(ShopType::Generic, {"hush"}, {"x-signature", algorithm, encoding, std::move(prefix)})
        .has_signed("{\"id\":1}", signature);
  };
  using enum SignatureForm::Algorithm;
  using enum SignatureForm::Encoding;
  const std::string sha256 = "5672948d9b0bb8de626568e7e449ed70154217d90c378dcb825cc2135fc649e6";
  CHECK(signed_by(Sha256, Hex, "sha256=", "sha256=" + sha256));
  CHECK(signed_by(Sha256, Hex, "", "5672948D9B0BB8DE626568E7E449ED70154217D90C378DCB825CC2135FC649E6"));
  CHECK_FALSE(signed_by(Sha256, Hex, "sha256=", sha256));
  CHECK_FALSE(signed_by(Sha256, Hex, "", "sha256=" + sha256));
  CHECK(signed_by(Sha1, Hex, "", "1049127b461e69de33bfcbe48c1a59ceb91fd0da"));
  CHECK(
      signed_by(Sha512, Base64, "",
                "9ChcdhuX/CjmAmHRiqlKm1kpCE5cmFeOE3EcY6zVOyTRiCMyt1Ui2rmTa9yt250yKaFfCWaaG/k5ZEMwAnfPWg=="));
  CHECK_FALSE(signed_by(Sha512, Base64, "", "VnKUjZsLuN5iZWjn5EntcBVCF9kMN43LglzCE1/GSeY="));
  CHECK_FALSE(signed_by(Sha512, Base64, "", ""));
}

TEST_CASE("a token is the secret itself, and an empty one opens nothing") {
  const SignatureForm form{"authorization", SignatureForm::Algorithm::Token, SignatureForm::Encoding::Base64,
                           "Bearer "};
  const ShopSignature shop(ShopType::Generic, {"", "hush"}, form);
  CHECK(shop.has_signed("{}", "Bearer hush"));
  CHECK_FALSE(shop.has_signed("{}", "Bearer"));
  CHECK_FALSE(shop.has_signed("{}", "Bearer "));
  CHECK_FALSE(shop.has_signed("{}", "Bearer hush2"));
  CHECK_FALSE(shop.has_signed("{}", "hush"));
}
