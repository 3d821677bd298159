#include "config/channel_reader.hpp"

#include <doctest/doctest.h>

#include "config/settings_testing.hpp"

namespace lifecycled {
namespace {

using testing::mistakes;

TEST_CASE("mistakes in the keys that every channel has") {
  CHECK(
      mistakes("[channel.email]\ntype = \"email\"\nplugin = 3\nallow_private_addresses = \"yes\"\n"
               "allow_unfenced = 1\nproxy = \"http://me:hunter2@proxy.example.org\"\n") ==
      "lifecycled.toml:5:10: \"plugin\" must be the path of a library, not 3\n"
      "lifecycled.toml:6:27: \"allow_private_addresses\" must be true or false, not \"yes\"\n"
      "lifecycled.toml:7:18: \"allow_unfenced\" must be true or false, not 1\n"
      "lifecycled.toml:8:9: \"proxy\" must be an address such as \"http://proxy.example.org:3128\", without "
      "user and password\n");
}

TEST_CASE("a channel may reach a kind of address that only its plugin knows; a misspelt kind is told") {
  CHECK(mistakes("[channel.chat]\ntype = \"acme.messenger\"\nreaches = \"messenger\"\n").empty());
  CHECK(mistakes("[channel.chat]\ntype = \"acme.any\"\nreaches = \"emial\"\n") ==
        "lifecycled.toml:5:11: \"emial\" is no kind of address; did you mean \"email\"?\n");
  CHECK(mistakes("[channel.chat]\ntype = \"acme.any\"\nreaches = \"My Chat\"\n")
            .find("is no kind of address") != std::string::npos);
}

TEST_CASE("mistakes of channels") {
  CHECK(
      mistakes("[channel.email]\nper_second = 0\nsender = 3\n[channel.Acme]\ntype = \"acme.any\"\n"
               "x = { a = 1 }\ny = [1]\nz = 2020-01-01\n") ==
      "lifecycled.toml:3:1: \"type\" is missing in [channel.email]; such as type = \"email\"; it says which "
      "plugin sends\n"
      "lifecycled.toml:4:14: \"per_second\" must be a whole number from 1 to 100000, not 0\n"
      "lifecycled.toml:5:10: \"sender\" must be text, not 3\n"
      "lifecycled.toml:6:1: \"reaches\" is missing in [channel.Acme]; which kind of address does it need: "
      "\"email\", \"phone\", \"webpush\" or \"shop\"?\n"
      "lifecycled.toml:6:10: a channel cannot be called \"Acme\"; use small letters, digits, \"-\" and "
      "\"_\"\n"
      "lifecycled.toml:8:5: \"x\" must be text, a number, true or false, or a list of texts, not a table\n"
      "lifecycled.toml:9:6: \"y\" must be a list of texts; this is a whole number\n"
      "lifecycled.toml:10:5: \"z\" must be text, a number, true or false, or a list of texts, not a date or "
      "time\n");
  CHECK(
      mistakes("[channel]\ntype = \"email\"\n") ==
      "lifecycled.toml:4:1: \"type\" stands in [channel], which has channels only; give the channel a name: "
      "[channel.email]\n");
}

}  // namespace
}  // namespace lifecycled
