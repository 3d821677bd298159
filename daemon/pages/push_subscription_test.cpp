#include "pages/push_subscription.hpp"

#include <doctest/doctest.h>

#include "base/json_fields.hpp"

using namespace lifecycled;

namespace {

const std::string key(87, 'A'), auth(22, 'A');
const PushChannel channel{"webpush", key, {"push.example", "*.Notify.example", "localhost:8443"}, {}};

std::optional<std::string> kept(const std::string& endpoint, const std::string& with_key = key) {
  std::string mistake;
  const auto told = parse_json(R"({"expirationTime":null,"keys":{"auth":")" + auth + R"(","p256dh":")" +
                                   with_key + R"("},"endpoint":")" + endpoint + R"("})",
                               mistake);
  REQUIRE(told);
  return push_subscription(*told, channel);
}

}  // namespace

TEST_CASE("a browser's subscription is kept in one form, whatever else it says") {
  CHECK(kept("https://fcm.googleapis.com/fcm/send/x") ==
        R"({"endpoint":"https://fcm.googleapis.com/fcm/send/x","keys":{"p256dh":")" + key + R"(","auth":")" +
            auth + "\"}}");
  CHECK_FALSE(kept("https://fcm.googleapis.com/fcm/send/x", "AA"));
  std::string mistake;
  for (const char* text : {"[]", "1", "{}", R"({"endpoint":7})"}) {
    const auto told = parse_json(text, mistake);
    REQUIRE(told);
    CHECK_FALSE(push_subscription(*told, channel));
  }
}

TEST_CASE("an endpoint is one of a push service that is known, or that the shop names") {
  for (const char* good :
       {"https://updates.push.services.mozilla.com/wpush/v2/x", "https://web.push.apple.com/x",
        "https://db5p.notify.windows.com/w/?token=x", "https://FCM.googleapis.com:443/x",
        "https://push.example/x", "https://a.notify.example/x", "https://localhost:8443/x"}) {
    CAPTURE(good);
    CHECK(kept(good));
  }
  for (const char* bad : {"http://fcm.googleapis.com/x", "https://fcm.googleapis.com.evil.example/x",
                          "https://evilpush.apple.com/x", "https://push.apple.com/x", "https://127.0.0.1/x",
                          "https://[::1]/x", "https://localhost/x", "https://fcm.googleapis.com:8443/x",
                          "https://fcm.googleapis.com@evil.example/x",
                          "https://evil.example\\\\@fcm.googleapis.com/x", "https://fcm.googleapis.com/x y",
                          "https://10.0.0.1/?fcm.googleapis.com", "https://notify.example/x"}) {
    CAPTURE(bad);
    CHECK_FALSE(kept(bad));
  }
  CHECK_FALSE(kept("https://push.example/" + std::string(1024, 'x')));
}

TEST_CASE("the channel that asks is the first that reaches browsers and has a key") {
  ChannelSettings mail, browser;
  mail.name = mail.reaches = "email";
  mail.options["vapid_public_key"] = {key, {}, {}, {}};
  browser.name = "browsers";
  browser.reaches = "webpush";
  CHECK_FALSE(push_channel({mail, browser}));
  browser.options["vapid_public_key"] = {key, {}, {}, {}};
  browser.options["sites"] = {std::string("https://outlet.example"), {}, {}, {}};
  const auto found = push_channel({mail, browser});
  REQUIRE(found);
  CHECK(found->name == "browsers");
  CHECK(found->sites == std::vector<std::string>{"https://outlet.example"});
  browser.options["vapid_public_key"] = {std::string("short"), {}, {}, {}};
  CHECK_FALSE(push_channel({mail, browser}));
}

TEST_CASE("an origin is scheme, host and a port that is not the usual one") {
  CHECK(origin_of("https://Shop.Example/a?b") == "https://shop.example");
  CHECK(origin_of("https://shop.example:443") == "https://shop.example");
  CHECK(origin_of("http://localhost:8480/") == "http://localhost:8480");
  CHECK(origin_of("https://user@shop.example") == "");
  CHECK(origin_of("null") == "");
  CHECK(origin_of("") == "");
}
