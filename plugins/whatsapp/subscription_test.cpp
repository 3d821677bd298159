#include "subscription.hpp"

#include <doctest/doctest.h>

#include "support/testing.hpp"

using namespace whatsapp;
using namespace plugin_support::testing;
using lifecycled::plugin::WebhookReply;
using lifecycled::plugin::WebhookRequest;

namespace {

const std::string app_secret = "app-secret", body = R"({"object": "whatsapp_business_account"})";

WebhookReply asked(const std::string& query) {
  return received({"GET", "", query},
                  [](const WebhookRequest& request) { return handshake(request, "token-of-the-shop"); });
}

// The signature was made with: printf '%s' BODY | openssl dgst -sha256 -hmac app-secret
bool is_signed(const std::string& signature, const std::string& text = body) {
  return received({"POST", "", "", text, {{"x-hub-signature-256", signature}}},
                  [](const WebhookRequest& request) { return is_signed_by_meta(request, app_secret); });
}

}  // namespace

TEST_CASE("whoever knows the token gets the challenge back") {
  const auto reply = asked("hub.mode=subscribe&hub.verify_token=token-of-the-shop&hub.challenge=1158201444");
  CHECK(reply.status == 200);
  CHECK(reply.body == "1158201444");
  CHECK(reply.content_type == "text/plain");
}

TEST_CASE("nobody else does") {
  CHECK(asked("hub.mode=subscribe&hub.verify_token=another&hub.challenge=1").status == 401);
  CHECK(asked("hub.mode=subscribe&hub.challenge=1").status == 401);
  CHECK(asked("hub.mode=unsubscribe&hub.verify_token=token-of-the-shop&hub.challenge=1").status == 401);
  CHECK(asked("").status == 401);
  CHECK(asked("hub.mode=subscribe&hub.verify_token=token-of-the-shop").status == 400);
  CHECK(asked("hub.mode=subscribe&hub.verify_token=token-of-the-shop&hub.challenge=" + std::string(129, '1'))
            .status == 400);
}

TEST_CASE("the body is signed as it came") {
  const std::string good = "sha256=9a219548a7618abb8c7794fbe342602df27384423f654e62961fd8999441b84e";
  CHECK(is_signed(good));
  CHECK_FALSE(is_signed(good, body + " "));
  CHECK_FALSE(is_signed(good.substr(7)));
  CHECK_FALSE(is_signed(""));
  CHECK_FALSE(is_signed("sha256="));
  CHECK_FALSE(is_signed("sha1=9a219548a7618abb8c7794fbe342602df27384423f654e62961fd8999441b84e"));
}
