// The HTTP service through the real child: what it records, and what is left of it when the child is killed.
#include <fstream>

#include <signal.h>

#include "channel_fixture.hpp"
#include "plugin_host/fake_provider.hpp"

using namespace lifecycled;
using namespace lifecycled::tests;

namespace {

struct HttpFixture : Fixture {
  void open_courier(const std::string& url, bool allow_private_addresses = true) {
    auto chosen = settings("courier", {{"url", url}});
    chosen.rules.allow_private_addresses = allow_private_addresses;
    open(chosen);
    REQUIRE(run_until_ready());
  }
  void kill_child() {
    std::ifstream file("/proc/self/task/" + std::to_string(::getpid()) + "/children");
    pid_t child = 0;
    file >> child;
    REQUIRE(child > 0);
    REQUIRE(::kill(child, SIGKILL) == 0);
  }
};

}  // namespace

TEST_CASE("a plugin that leaves its network to the host sends by it, over few connections") {
  FakeProvider provider([](const FakeProvider::Request& r) {
    return r.target.starts_with("/down") ? FakeProvider::answer(503, "", "Retry-After: 7\r\n")
                                         : FakeProvider::ok();
  });
  HttpFixture f;
  f.open_courier(provider.url());
  for (std::uint64_t t = 1; t <= 1000; ++t) f.submit(t, "anna");
  REQUIRE(f.run_until_answered(1000));
  for (const auto& [ticket, result] : f.seen.results) CHECK(result.outcome == Outcome::Accepted);
  CHECK(provider.count() == 1000);
  CHECK(provider.connections() <= 64);
  CHECK(provider.requests()[0].body == "Hello, how are you?\n");
  CHECK(provider.requests()[0].head.find("Idempotency-Key: key-") != std::string::npos);

  f.submit(1001, "down");
  REQUIRE(f.run_until_answered(1001));
  CHECK(f.seen.results.at(1001).outcome == Outcome::Transient);
  CHECK(f.seen.results.at(1001).retry_after == std::chrono::seconds(7));
  CHECK(!f.seen.has_line("without saying before that it starts"));
  f.stop();
}

TEST_CASE("private addresses are closed to a plugin unless its channel says otherwise") {
  FakeProvider provider;
  HttpFixture f;
  f.open_courier(provider.url(), false);
  f.submit(1, "anna");
  REQUIRE(f.run_until_answered(1));
  CHECK(f.seen.results.at(1).outcome == Outcome::Transient);
  CHECK(f.seen.results.at(1).detail.find("127.0.0.1 (loopback)") != std::string::npos);
  CHECK(provider.connections() == 0);
  f.stop();
}

TEST_CASE("a child that is killed while the provider thinks leaves its message in doubt") {
  FakeProvider provider([](const FakeProvider::Request&) { return FakeProvider::hold(); });
  HttpFixture f;
  f.open_courier(provider.url());
  f.submit(1, "anna");
  REQUIRE(provider.wait_for_requests(1));
  f.kill_child();
  REQUIRE(f.run_until_answered(1));
  CHECK(f.seen.losses.at(1) == true);
  CHECK(provider.count() == 1);
  f.stop();
}

TEST_CASE("a child that is killed while it connects has not started its message") {
  FakeProvider silent;  // waits for a request in the clear; the child waits for TLS
  HttpFixture f;
  f.open_courier("https://127.0.0.1:" + std::to_string(silent.port()) + "/");
  f.submit(1, "anna");
  REQUIRE(f.run_until([&] { return silent.connections() == 1; }));
  f.kill_child();
  REQUIRE(f.run_until_answered(1));
  CHECK(f.seen.losses.at(1) == false);
  CHECK(silent.count() == 0);
  f.stop();
}

TEST_CASE("a channel stops when its requests are answered, and a request that lasts is answered as lost") {
  FakeProvider provider([](const FakeProvider::Request&) { return FakeProvider::hold(); });
  HttpFixture f;
  auto chosen = f.settings("courier", {{"url", provider.url()}});
  chosen.rules.allow_private_addresses = true;
  chosen.stop_limit = std::chrono::milliseconds(500);
  f.open(chosen);
  REQUIRE(f.run_until_ready());
  f.submit(1, "anna");
  REQUIRE(provider.wait_for_requests(1));
  f.stop();
  REQUIRE(f.run_until_answered(1));
  CHECK(f.seen.losses.at(1) == true);
}
