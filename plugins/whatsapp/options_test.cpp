#include "options.hpp"

#include <doctest/doctest.h>

#include "support/testing.hpp"

using namespace whatsapp;
using namespace plugin_support::testing;

namespace {

lc_config good() {
  return {{{"phone_number_id", "106540352242922"},
           {"access_token", "EAAG"},
           {"app_secret", "app-secret"},
           {"verify_token", "token-of-the-shop"},
           {"base_url", "https://graph.facebook.com/"},
           {"api_version", "v23.0"},
           {"throughput", "80"},
           {"in_flight", "64"},
           {"timeout", "20"}},
          {{"countries", {"NL"}}}};
}

std::string blamed_for(const char* key, const char* value) {
  lc_config options = good();
  options.values[key] = value;
  return blamed(options, read_settings);
}

}  // namespace

TEST_CASE("settings are what was set") {
  const Settings settings = with_options(good(), read_settings);
  CHECK(settings.messages_url == "https://graph.facebook.com/v23.0/106540352242922/messages");
  CHECK(settings.throughput == 80);
  CHECK(settings.in_flight == 64);
  CHECK(settings.timeout_ms == 20'000);
  CHECK(settings.countries.objection("NL").empty());
  CHECK_FALSE(settings.countries.objection("FR").empty());
}

TEST_CASE("a mistake is blamed on its option") {
  CHECK(blamed_for("phone_number_id", "+31612345678") ==
        "phone_number_id: must be digits alone: the number's id at Meta, not the number itself");
  CHECK(blamed_for("api_version", "23") == "api_version: must be like \"v23.0\"");
  CHECK(blamed_for("api_version", "v23/../x") == "api_version: must be like \"v23.0\"");
  CHECK(blamed_for("access_token", "") == "access_token: is empty");
  CHECK(blamed_for("access_token", "EA AG") ==
        "access_token: has a blank, a line break or a letter outside ASCII in it");
  CHECK(blamed_for("app_secret", "") == "app_secret: is empty");
  CHECK(blamed_for("verify_token", "short") ==
        "verify_token: must have 16 characters at least; make one with: openssl rand -hex 24");
}

TEST_CASE("README.md shows options and fields as they are declared") {
  CHECK(table_in(WHATSAPP_README, "option") == option_table("option", channel_options));
  CHECK(table_in(WHATSAPP_README, "field") == option_table("field", message_fields));
}
