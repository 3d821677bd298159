#include "support/hmac.hpp"

#include <doctest/doctest.h>

using namespace plugin_support;

TEST_CASE("the hashes are the known ones") {
  // RFC 2202 and RFC 4231, test case 2 of both.
  CHECK(to_base64(hmac_sha1("Jefe", "what do ya want for nothing?")) == "7/zfauXrL6LSdBbV8YTfnCWafHk=");
  CHECK(hmac_sha256_hex("Jefe", "what do ya want for nothing?") ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(hmac_sha256("Jefe", "what do ya want for nothing?").size() == 32);
}

TEST_CASE("base64 is padded and on one line") {
  CHECK(to_base64("").empty());
  CHECK(to_base64("AC1:secret") == "QUMxOnNlY3JldA==");
  CHECK(to_base64(std::string(300, 'x')).find('\n') == std::string::npos);
}
