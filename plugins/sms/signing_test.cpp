#include "signing.hpp"

#include <doctest/doctest.h>

using namespace sms;

namespace {
// The example of Twilio's documentation (twilio.com/docs/usage/security).
const std::string token = "12345", url = "https://example.com/myapp.php?foo=1&bar=2";
const Fields body{{"CallSid", "CA1234567890ABCDE"},
                  {"Caller", "+14158675310"},
                  {"Digits", "1234"},
                  {"From", "+14158675310"},
                  {"To", "+18005551212"}};
}  // namespace

TEST_CASE("Twilio's own example is signed as it says") {
  CHECK(twilio_signature(token, url, body) == "L/OH5YylLD5NRKLltdqwSvS0BnU=");
  CHECK(is_signed_by_twilio("L/OH5YylLD5NRKLltdqwSvS0BnU=", token, url, body));
}

TEST_CASE("fields are signed in the order of their names, and once where they are told twice") {
  Fields turned(body.rbegin(), body.rend());
  turned.push_back(turned.front());
  CHECK(twilio_signature(token, url, turned) == twilio_signature(token, url, body));
}

TEST_CASE("whatever is other than what was signed is refused") {
  const std::string good = twilio_signature(token, url, body);
  CHECK_FALSE(is_signed_by_twilio("", token, url, body));
  CHECK_FALSE(is_signed_by_twilio(good.substr(1), token, url, body));
  CHECK_FALSE(is_signed_by_twilio(good, "12346", url, body));
  CHECK_FALSE(is_signed_by_twilio(good, token, url + "3", body));
  Fields changed = body;
  changed[2].second = "1235";
  CHECK_FALSE(is_signed_by_twilio(good, token, url, changed));
  changed = body;
  changed.emplace_back("More", "");
  CHECK_FALSE(is_signed_by_twilio(good, token, url, changed));
}

TEST_CASE("the port of the scheme may stand in the signed address or not") {
  const std::string plain = "https://example.com/x?a=1", with_port = "https://example.com:443/x?a=1";
  CHECK(is_signed_by_twilio(twilio_signature(token, with_port, body), token, plain, body));
  CHECK(is_signed_by_twilio(twilio_signature(token, plain, body), token, with_port, body));
  CHECK(is_signed_by_twilio(twilio_signature(token, "http://example.com:80/x", body), token,
                            "http://example.com/x", body));
  CHECK_FALSE(is_signed_by_twilio(twilio_signature(token, "https://example.com:8443/x?a=1", body), token,
                                  plain, body));
  CHECK(is_signed_by_twilio(twilio_signature(token, "https://[::1]:443/", body), token, "https://[::1]/",
                            body));
}
