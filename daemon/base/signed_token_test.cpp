#include "base/signed_token.hpp"

#include <doctest/doctest.h>

#include "base/crypto.hpp"

using namespace lifecycled;

TEST_CASE("known answers: SHA-256 of FIPS 180-4, HMAC of RFC 4231, base64 of RFC 4648") {
  CHECK(to_hex(bytes_of(sha256("abc"))) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(to_hex(bytes_of(hmac_sha256("Jefe", "what do ya want for nothing?"))) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(to_base64url("foob") == "Zm9vYg");
  CHECK(from_base64url("Zm9vYg") == "foob");
  CHECK(from_base64("d3JpdGVLZXk6") == "writeKey:");
  CHECK(from_base64("Zm9vYg==") == "foob");
  CHECK_FALSE(from_base64url("Zm9vYh"));  // bits that carry nothing are set
  CHECK_FALSE(from_base64url("Zm9v!g"));
}

TEST_CASE("a token holds for its purpose and its keys alone") {
  const TokenSigner signer{{"new key", "old key"}};
  const std::string token = signer.sign("unsubscribe", "42.7");
  CHECK(signer.verify("unsubscribe", token) == "42.7");
  CHECK_FALSE(signer.verify("rating", token));
  CHECK_FALSE(signer.verify("unsubscribe", token + "A"));
  CHECK_FALSE(signer.verify("unsubscribe", ""));
  std::string changed = token;
  changed[0] = changed[0] == 'A' ? 'B' : 'A';
  CHECK_FALSE(signer.verify("unsubscribe", changed));

  CHECK(signer.verify("unsubscribe", TokenSigner{{"old key"}}.sign("unsubscribe", "1")) == "1");
  CHECK_FALSE(signer.verify("unsubscribe", TokenSigner{{"foreign"}}.sign("unsubscribe", "1")));
}

TEST_CASE("keys can be replaced under those who hold the signer") {
  TokenSigner signer{{"old key"}};
  const std::string before = signer.sign("rating", "1");
  signer.replace({"new key", "old key"});
  const std::string after = signer.sign("rating", "1");
  CHECK(after == TokenSigner{{"new key"}}.sign("rating", "1"));
  CHECK(signer.verify("rating", before) == "1");
  signer.replace({"new key"});
  CHECK_FALSE(signer.verify("rating", before));
  CHECK(signer.verify("rating", after) == "1");
  CHECK_THROWS_AS(signer.replace({}), std::invalid_argument);
}
