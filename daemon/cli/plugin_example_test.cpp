#include "cli/plugin_example.hpp"

#include <doctest/doctest.h>

#include "cli/plugin_schema.hpp"

namespace lifecycled {
namespace {

TEST_CASE("an example has what is required, the rest behind a comment, and no secret") {
  const ChannelTypeInfo type{
      "acme.sms",
      "phone",
      "Sends texts.",
      {{"account", OptionType::Text, true, "", "Your account.", {}, 0, 0},
       {"region", OptionType::Text, false, "eu", "Where \"it\" runs.", {"eu", "us"}, 0, 0},
       {"key", OptionType::Secret, true, "", "The key.", {}, 0, 0},
       {"parts", OptionType::Integer, true, "", "How many.", {}, 2, 9},
       {"wait", OptionType::Seconds, true, "", "How long.", {}, 1, 10},
       {"per_second", OptionType::Integer, false, "", "Hidden.", {}, 0, 0}},
      {}};
  CHECK(example_of(type) ==
        "[channel.sms]\n"
        "type = \"acme.sms\"\n"
        "\n# Your account. Required.\naccount = \"your-account\"\n"
        "\n# The key. Required.\n# In the systemd unit: LoadCredential=sms_key:/etc/lifecycled/sms_key\n"
        "key = \"credential:sms_key\"\n"
        "\n# How many. Required.\nparts = 2\n"
        "\n# How long. Required.\nwait = \"10s\"\n"
        "\n# Where \"it\" runs.\n# One of eu, us.\n# region = \"eu\"\n");
}

TEST_CASE("a text in TOML keeps its quotes and backslashes") {
  CHECK(toml_text("a \"b\" \\ c") == "\"a \\\"b\\\" \\\\ c\"");
}

TEST_CASE("a schema made again is the same, and forgets what is not there any more") {
  const ChannelTypeInfo one{
      "acme.one", "", "One.", {{"x", OptionType::Boolean, false, "true", "X.", {}, 0, 0}}, {}};
  const ChannelTypeInfo two{"acme.two", "", "Two.", {}, {}};
  const std::string both = schema_with(shipped_schema(), {two, one});
  CHECK(both.find("\"channel_acme.two\"") != std::string::npos);
  CHECK(schema_with(both, {one, two}) == both);
  const std::string first = schema_with(both, {one, one});
  CHECK(first.find("acme.two") == std::string::npos);
  CHECK(schema_with(first, {one, two}) == both);
  CHECK(schema_with(both, {}).find("acme") == schema_with(shipped_schema(), {}).find("acme"));
}

TEST_CASE("every key that all channels have is described") {
  for (const CommonKey& key : common_keys()) {
    CAPTURE(key.key);
    CHECK(key.help.ends_with("."));
  }
}

}  // namespace
}  // namespace lifecycled
