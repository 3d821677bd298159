#include "base/tracked_link.hpp"

#include <doctest/doctest.h>

#include "base/signed_token.hpp"

using namespace lifecycled;

TEST_CASE("a tracked link comes back as it was written") {
  for (const std::int64_t delivery : {1LL, 127LL, 128LL, 1'000'000LL, 9'007'199'254'740'993LL}) {
    const TrackedLink link{delivery, target_hash("https://shop.example/tea")};
    CHECK(tracked_link(to_payload(link)) == link);
    CHECK(opened_delivery(open_payload(delivery)) == delivery);
  }
}

TEST_CASE("another address is another target") {
  CHECK(target_hash("https://shop.example/tea") != target_hash("https://shop.example/tea?"));
  CHECK(target_hash("") > 0);
  CHECK(target_hash("https://shop.example") < (TargetHash{1} << 48));
}

TEST_CASE("bytes of another form are no link") {
  const std::string good = to_payload(TrackedLink{300, 5});
  CHECK_FALSE(tracked_link(""));
  CHECK_FALSE(tracked_link(good.substr(0, good.size() - 1)));
  CHECK_FALSE(tracked_link(good + "x"));
  CHECK_FALSE(tracked_link(open_payload(300)));
  CHECK_FALSE(tracked_link(std::string(1, '\0') + std::string(6, 'x')));        // delivery 0
  CHECK_FALSE(tracked_link(std::string("\x81\x00", 2) + std::string(6, 'x')));  // 1, written longer
  CHECK_FALSE(tracked_link(open_payload(1) + std::string(6, '\0')));            // no target
  CHECK_FALSE(tracked_link(std::string(20, '\xFF')));                           // a number without an end
  CHECK_FALSE(opened_delivery(open_payload(300) + "x"));
}

TEST_CASE("a short token holds for its purpose and with every key") {
  const TokenSigner before({"old"}), now({"new", "old"}), later({"new"});
  const std::string payload = to_payload(TrackedLink{1'234'567, target_hash("https://shop.example/tea")});
  const std::string token = before.sign_short(click_purpose, payload);
  CHECK(token.size() == 23);
  CHECK(now.verify_short(click_purpose, token) == payload);
  CHECK_FALSE(later.verify_short(click_purpose, token));
  CHECK_FALSE(now.verify_short(open_purpose, token));
  CHECK_FALSE(now.verify(click_purpose, token));
  // A long token's tag begins with the short one: cut in the middle, it must not pass for one.
  const std::string longer = before.sign(click_purpose, payload);
  CHECK_FALSE(now.verify_short(click_purpose, longer));
}
