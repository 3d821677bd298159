#include "signature.hpp"

#include <doctest/doctest.h>

using webhook_plugin::SecretError;
using webhook_plugin::Signer;

namespace {
// 32 bytes 0x00 ... 0x1f. The signature was made with:
//   printf 'msg_1.1700000000.{}' | openssl dgst -sha256 -mac HMAC -macopt hexkey:000102...1f -binary | base64
const std::string secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
}  // namespace

TEST_CASE("the signature is that of the id, the time and the body") {
  const Signer signer({secret});
  const std::string signature = signer.sign("msg_1", 1700000000, "{}");
  CHECK(signature == "v1,fhksJF5ElKjlPoT/jtefCO5XjQPvhf7Dhf/8R1ad9yU=");
  CHECK(signer.sign("msg_2", 1700000000, "{}") != signature);
  CHECK(signer.sign("msg_1", 1700000001, "{}") != signature);
  CHECK(signer.sign("msg_1", 1700000000, "{ }") != signature);
}

TEST_CASE("while a secret is exchanged, both sign") {
  const std::string other = "whsec_" + std::string(32, 'b');
  const std::string one = Signer({secret}).sign("a", 1, "b"), two = Signer({other}).sign("a", 1, "b");
  CHECK(Signer({secret, other}).sign("a", 1, "b") == one + " " + two);
  CHECK(Signer({secret, ""}).sign("a", 1, "b") == one);
  CHECK(Signer({""}).sign("a", 1, "b").empty());
}

TEST_CASE("what is no secret is refused") {
  for (const char* text : {"password", "whsec_", "whsec_!!!!", "whsec_YWJj", "whsec_abc"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(Signer({text}), SecretError);
  }
  CHECK_THROWS_AS(Signer({"whsec_" + std::string(88, 'a')}), SecretError);
}
