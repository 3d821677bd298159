#include "base/redaction.hpp"

#include <doctest/doctest.h>

#include "base/crypto.hpp"

using namespace lifecycled;

namespace {

std::string base64(std::string text) {
  // Standard letters; padding makes no difference to what is looked for.
  std::string out = to_base64url(text);
  for (char& c : out) c = c == '-' ? '+' : c == '_' ? '/' : c;
  return out;
}

}  // namespace

TEST_CASE("a secret is taken out wherever it stands and however it is written") {
  const Redaction redaction({"s3cr\"t/p>ss?", "tiny"});
  CHECK(redaction.clean("login with s3cr\"t/p>ss? and s3cr\"t/p>ss?!") ==
        "login with [secret] and [secret]!");
  CHECK(redaction.clean("?key=s3cr%22t%2Fp%3Ess%3F&x") == "?key=[secret]&x");
  CHECK(redaction.clean(R"({"key":"s3cr\"t/p>ss?"})") == R"({"key":"[secret]"})");
  CHECK(redaction.clean("a tiny one") == "a tiny one");
  CHECK(redaction.clean("nothing here") == "nothing here");
  CHECK(redaction.clean("") == "");
  for (const std::string user : {"", "a", "ab", "abc"}) {
    CAPTURE(user);
    const std::string sent =
        base64(std::string("\0", 1) + user + std::string("\0", 1) + "s3cr\"t/p>ss?" + "x");
    CHECK(redaction.clean("AUTH PLAIN " + sent).find("[secret]") != std::string::npos);
  }
}

TEST_CASE("what is cut off in the middle of a secret shows no part of it") {
  const Redaction redaction({"correct horse battery staple"});
  CHECK(redaction.clean("password is correct horse bat") == "password is [secret]");
  CHECK(redaction.clean("this is corre") == "this is corre");
}

TEST_CASE("each line of a key is a secret") {
  const Redaction redaction({"-----BEGIN KEY-----\nMIIEvQIBADANBgkq\nhkiG9w0BAQEFAASC\n-----END KEY-----\n"});
  CHECK(redaction.clean("key hkiG9w0BAQEFAASC of MIIEvQIBADANBgkq") == "key [secret] of [secret]");
}

TEST_CASE("a secret inside another one leaves nothing over") {
  const Redaction redaction({"hunter", "hunter2hunter"});
  CHECK(redaction.clean("hunter2hunter hunter") == "[secret] [secret]");
}
