#include "base/log.hpp"

#include <vector>

#include <doctest/doctest.h>

using namespace lifecycled;

TEST_CASE("a line has level, stable name, context and quoted values") {
  std::vector<std::string> lines;
  const Log log{[&](LogLevel, std::string_view line) { lines.emplace_back(line); }, LogLevel::Info};
  const Log channel_log = log.with("channel", "email");
  channel_log.info("delivery.rate_limited", {{"retry_after", 30}, {"detail", "slow down, \"please\""}});
  channel_log.debug("delivery.accepted");
  log.error("store.full", {{"path", "/var/lib"}, {"forged", "a\nerror b"}});
  REQUIRE(lines.size() == 2);
  CHECK(lines[0] ==
        "info delivery.rate_limited channel=email retry_after=30 detail=\"slow down, \\\"please\\\"\"");
  CHECK(lines[1] == "error store.full path=/var/lib forged=\"a\\nerror b\"");
}
