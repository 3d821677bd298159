#include "config/channel_limits_reader.hpp"

#include <doctest/doctest.h>

#include "config/settings_testing.hpp"

namespace lifecycled {
namespace {

using testing::mistakes;

ChannelLimits limits(const std::string& text) {
  return testing::read("[shop]\nname = \"S\"\n[channel.email]\ntype = \"email\"\n" + text)
      .settings.channels.at(0)
      .limits;
}

TEST_CASE(
    "a channel has no daily volume, and stops at what mailbox providers bear, unless it is told otherwise") {
  const ChannelLimits usual = limits("");
  CHECK_FALSE(usual.per_day);
  CHECK(usual.warm_up.empty());
  CHECK(usual.stop_at_complaints == 3'000);
  CHECK(usual.stop_at_hard_bounces == 50'000);

  const ChannelLimits own = limits(
      "per_day = 5000\nwarm_up = [50, 100, 500]\nstop_at = { complaints = \"0.1%\", hard_bounces = \"never\" "
      "}\n");
  CHECK(own.per_day == 5000U);
  CHECK(own.warm_up == std::vector<std::uint32_t>{50, 100, 500});
  CHECK(own.stop_at_complaints == 1'000);
  CHECK_FALSE(own.stop_at_hard_bounces);
}

TEST_CASE("mistakes of a channel's limits") {
  CHECK(
      mistakes("[channel.email]\ntype = \"email\"\nper_day = 0\nwarm_up = [50, \"many\", 0]\n"
               "stop_at = { complaints = 0.3, bounces = \"5%\" }\n") ==
      "lifecycled.toml:5:11: \"per_day\" must be a whole number from 1 to 100000000, not 0\n"
      "lifecycled.toml:6:16: \"warm_up\" must be whole numbers from 1 to 100000000, not \"many\"\n"
      "lifecycled.toml:6:24: \"warm_up\" must be whole numbers from 1 to 100000000, not 0\n"
      "lifecycled.toml:7:26: \"complaints\" must be a share such as \"0.3%\", or \"never\", not 0.3\n"
      "lifecycled.toml:7:31: unknown key \"bounces\" in \"stop_at\"; it may have complaints, hard_bounces\n");
  CHECK(mistakes("[channel.email]\ntype = \"email\"\nwarm_up = []\n") ==
        "lifecycled.toml:5:11: \"warm_up\" is an empty list; leave it out to begin at once\n");
}

}  // namespace
}  // namespace lifecycled
