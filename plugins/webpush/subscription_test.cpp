#include "subscription.hpp"

#include <doctest/doctest.h>

using namespace webpush;

namespace {

std::string with_endpoint(const std::string& endpoint) {
  return R"({"endpoint":")" + endpoint +
         R"(","expirationTime":null,"keys":{"p256dh":"BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcx)"
         R"(aOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4","auth":"BTBZMqHH6r4Tts7J_aSIgg"}})";
}

}  // namespace

TEST_CASE("a subscription is read") {
  const Subscription one =
      read_subscription(with_endpoint("https://FCM.googleapis.com:443/fcm/send/a:b?c=d"));
  CHECK(one.endpoint == "https://FCM.googleapis.com:443/fcm/send/a:b?c=d");
  CHECK(one.host == "fcm.googleapis.com");
  CHECK(one.origin == "https://fcm.googleapis.com");
  CHECK(one.receiver.point.size() == 65);
  CHECK(one.receiver.auth.size() == 16);
  CHECK(read_subscription(with_endpoint("https://push.example:8443/x")).origin ==
        "https://push.example:8443");
}

TEST_CASE("hostile endpoints are refused") {
  for (const std::string endpoint : {"",
                                     "http://fcm.googleapis.com/x",
                                     "HTTPS://fcm.googleapis.com/x",
                                     "https://",
                                     "https:///x",
                                     "file:///etc/passwd",
                                     "https://shop@fcm.googleapis.com/x",
                                     "https://fcm.googleapis.com@evil.example/x",
                                     "https://fcm.googleapis.com\\\\@evil.example/",
                                     "https://[::1]/x",
                                     "https://fcm.googleapis.com%2eevil.example/",
                                     "https://fcm.googleapis.com./x",
                                     "https://.googleapis.com/x",
                                     "https://a..b/x",
                                     "https://fcm.googleapis.com:/x",
                                     "https://fcm.googleapis.com:99999999/x",
                                     "https://fcm.googleapis.com:0443/x",
                                     "https://fcm.googleapis.com:443:443/x",
                                     "https://fcm.googleapis.com/\\n",
                                     "https://fcm.googleapis.com/\\u0000",
                                     "https://fcm.googleapis.com/ x",
                                     "https://fcm.googleapis.com#@evil.example/",
                                     "https://\\u0444cm.googleapis.com/x"}) {
    CAPTURE(endpoint);
    CHECK_THROWS_AS(read_subscription(with_endpoint(endpoint)), BadSubscription);
  }
}

TEST_CASE("what is no subscription is refused") {
  const std::string good = with_endpoint("https://fcm.googleapis.com/x");
  std::string short_auth = good, no_keys = good;
  short_auth.erase(short_auth.find("BTBZ"), 4);
  no_keys.replace(no_keys.find("keys"), 4, "kegs");
  for (const std::string& text :
       {std::string(), std::string("ben@example.org"), std::string("[]"), std::string("{}"), short_auth,
        no_keys, good + "x", good + std::string(5000, ' '), std::string(3000, '[')}) {
    CAPTURE(text);
    CHECK_THROWS_AS(read_subscription(text), BadSubscription);
  }
}

TEST_CASE("messages go to the services of known browsers, and to those that the shop names") {
  const PushServices known({});
  for (const char* host : {"fcm.googleapis.com", "updates.push.services.mozilla.com", "web.push.apple.com",
                           "wns2-par02p.notify.windows.com"})
    CHECK(known.includes(host));
  for (const char* host :
       {"evil.example", "fcm.googleapis.com.evil.example", "evilfcm.googleapis.com", "push.apple.com",
        ".push.apple.com", "evilpush.apple.com", "fcm.googleapis.com:8443", "127.0.0.1", "localhost"})
    CHECK_FALSE(known.includes(host));
  const PushServices more({"push.example.org", "*.Below.example", "localhost:8443"});
  CHECK(more.includes("push.example.org"));
  CHECK(more.includes("a.b.below.example"));
  CHECK(more.includes("localhost:8443"));
  CHECK_FALSE(more.includes("localhost"));
  CHECK_FALSE(more.includes("below.example"));
  CHECK(more.includes("fcm.googleapis.com"));
  for (const char* wrong : {"", "*", "*.", "https://push.example.org", "push.example.org/x", "a..b"})
    CHECK_THROWS_AS(PushServices({wrong}), std::invalid_argument);
}
