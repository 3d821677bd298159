#include "support/channel_options.hpp"

#include <doctest/doctest.h>

#include "support/testing.hpp"

using namespace plugin_support;
using namespace plugin_support::testing;

namespace {
using Config = lifecycled::plugin::Config;

const auto clean = [](const Config& config) { return clean_text_of(config, "key"); };
const auto base_url = [](const Config& config) { return base_url_of(config, "key"); };
const auto secret = [](const Config& config) { return shared_secret_of(config, "key"); };
const auto callback = [](const Config& config) { return callback_url_of(config); };
}  // namespace

TEST_CASE("what would break a header or a URL is blamed on its option") {
  CHECK(with_options({{{"key", "AC123-x"}}}, clean) == "AC123-x");
  CHECK(with_options({{}}, clean).empty());
  for (const char* text : {"a b", "a\nb", "é", "\x7F"})
    CHECK(blamed({{{"key", text}}}, clean) ==
          "key: has a blank, a line break or a letter outside ASCII in it");
}

TEST_CASE("an address ends without a slash, and ours without a query") {
  CHECK(with_options({{{"key", "https://api.example.org/v1//"}}}, base_url) == "https://api.example.org/v1");
  CHECK(with_options({{{"callback_url", "https://shop.example/webhooks/sms/"}}}, callback) ==
        "https://shop.example/webhooks/sms");
  CHECK(blamed({{{"callback_url", "https://shop.example/webhooks/sms?a=1"}}}, callback) ==
        "callback_url: must end with the channel's path: .../webhooks/NAME");
}

TEST_CASE("a short secret is none") {
  CHECK(with_options({{{"key", "0123456789abcdef"}}}, secret) == "0123456789abcdef");
  CHECK(blamed({{{"key", "0123456789abcde"}}}, secret) ==
        "key: must have 16 characters at least; make one with: openssl rand -hex 24");
}
