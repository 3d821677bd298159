#include "intake/write_keys.hpp"

#include <doctest/doctest.h>

using namespace lifecycled;

TEST_CASE("one of the keys opens, as Basic user or as Bearer token") {
  const WriteKeys keys({{"first", {}}, {"", {}}, {"second", {}}});
  CHECK(keys.accept("Basic c2Vjb25kOg=="));          // second:
  CHECK(keys.accept("basic Zmlyc3Q6aWdub3JlZA=="));  // first:ignored
  CHECK(keys.accept("Basic Zmlyc3Q="));              // first
  CHECK(keys.accept("Bearer second"));
  for (const char* header :
       {"", "Basic", "Basic ", "Basic Og==", "Bearer ", "Bearer third", "Basic !!!", "Digest second",
        "Basic c2Vjb25k Og==", "second", "Bearer secon", "Bearer secondd"}) {
    CAPTURE(header);
    CHECK_FALSE(keys.accept(header));
  }
  CHECK_FALSE(keys.accept("Bearer " + std::string(100'000, 'x')));
}

TEST_CASE("each key has rights of its own") {
  const WriteKeys keys({{"server", {true}}, {"site", {false}}});
  CHECK(keys.accept("Bearer server")->speaks_for_the_shop);
  CHECK_FALSE(keys.accept("Bearer site")->speaks_for_the_shop);
  CHECK_FALSE(keys.accept_key("site")->speaks_for_the_shop);
  CHECK_FALSE(keys.accept_key("other"));
}

TEST_CASE("where there is no key, nobody comes in") {
  const WriteKeys keys({{"", {}}});
  CHECK(keys.empty());
  CHECK_FALSE(keys.accept("Basic Og=="));
  CHECK_FALSE(keys.accept("Bearer "));
}

TEST_CASE("what a server of the shop has signed is known by its key, and a key of the site signs nothing") {
  const WriteKeys keys({{"server", {true}}, {"site", {false}}});
  const auto sign = [](std::string_view key, std::string_view message) {
    const Digest hash = sha256(key);
    const Digest tag = hmac_sha256(to_hex(bytes_of(hash)), message);
    return to_hex(bytes_of(tag));
  };
  CHECK(keys.has_signed("anna", sign("server", "anna")));
  CHECK_FALSE(keys.has_signed("ben", sign("server", "anna")));
  CHECK_FALSE(keys.has_signed("anna", sign("site", "anna")));
  CHECK_FALSE(keys.has_signed("anna", ""));
  // echo -n anna | openssl dgst -sha256 -hmac $(echo -n server | sha256sum | cut -d' ' -f1)
  CHECK(keys.has_signed("anna", "1bdf001521f456a3def668db0dc074b979df425f93a6a698539f759ba79d0d3a"));
}
