// The same promise of channel.hpp by a plugin that is loaded into this process.
#include "channel/loaded_channel.hpp"

#include "channel_fixture.hpp"

using namespace lifecycled;
using namespace lifecycled::tests;

namespace {

struct LoadedFixture : Fixture {
  void load(const std::string& plugin, OptionValues options) {
    channel = make_loaded_channel(io, {plugin_file(plugin), "", std::move(options)}, seen);
    channel->start();
  }
};

const OptionValues quiet{{"create", std::string()}, {"starts", true}};

}  // namespace

TEST_CASE("loaded here, a plugin answers as it does in its own process") {
  LoadedFixture f;
  f.load("misbehaving", quiet);
  REQUIRE(f.run_until_ready());
  std::uint64_t ticket = 0;
  for (const std::string deed : {"ok", "twice", "unknown", "garbage", "drop", "throw", "slow"}) {
    f.submit(++ticket, deed + "@");
  }
  CHECK(f.seen.answers.empty());  // not from inside submit()
  REQUIRE(f.run_until_answered(6));
  CHECK(f.seen.results.at(1).outcome == Outcome::Accepted);
  CHECK(f.seen.results.at(4).outcome == Outcome::InDoubt);
  CHECK(f.seen.results.at(7).outcome == Outcome::Accepted);
  CHECK(f.seen.has_line("that it does not hold"));
  f.channel->kill();
  REQUIRE(f.run_until_answered(7));
  CHECK(f.run_until([&] { return f.seen.states.back() == ChannelState::Stopped; }));
  for (const auto& [t, times] : f.seen.answers) CHECK(times == 1);
}

TEST_CASE("loaded here, stop waits for what is in flight") {
  LoadedFixture f;
  f.load("misbehaving", quiet);
  REQUIRE(f.run_until_ready());
  f.submit(1, "slow@");
  f.stop();
  CHECK(f.seen.results.at(1).outcome == Outcome::Accepted);
  f.submit(2, "ok@");
  REQUIRE(f.run_until_answered(2));
  CHECK(f.seen.losses.at(2) == false);
}

TEST_CASE("loaded here, a plugin that refuses its options is down") {
  LoadedFixture f;
  f.load("misbehaving", {{"create", std::string("refuse")}, {"starts", true}});
  REQUIRE(f.run_until([&] { return !f.seen.states.empty() && f.seen.states.back() == ChannelState::Down; }));
  CHECK(f.seen.reasons.back() == "option \"create\": must not be \"refuse\"");
}

TEST_CASE("loaded here, a plugin can be loaded and unloaded again and again") {
  for (const std::string plugin : {"file", "email"}) {
    for (int round = 0; round < 20; ++round) {
      LoadedFixture f;
      OptionValues options{{"folder", f.folder.path.string()}};
      if (plugin == "email") {
        options = {{"host", std::string("localhost")},   {"port", std::int64_t{1}},
                   {"connections", std::int64_t{2}},     {"sender", std::string("Shop <shop@example.org>")},
                   {"tls", std::string("off")},          {"connect_timeout", std::int64_t{1}},
                   {"response_timeout", std::int64_t{1}}};
      }
      f.load(plugin, options);
      REQUIRE(f.run_until_ready());
      f.submit(1, "anna@example.org");
      REQUIRE(f.run_until_answered(1));
      f.stop();
    }
  }
}
