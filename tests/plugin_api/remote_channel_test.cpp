// The promise of channel.hpp, kept while the child does its worst: every ticket comes back exactly once.
#include <algorithm>
#include <fstream>

#include <signal.h>
#include <sys/file.h>
#include <sys/wait.h>

#include "channel/ledger.hpp"
#include "channel_fixture.hpp"

using namespace lifecycled;
using namespace lifecycled::tests;

namespace {

bool run_until_started(Fixture& f, const RemoteChannelSettings& settings, std::uint64_t ticket) {
  return f.run_until([&] {
    const auto started = ChannelLedger(settings.ledger).started();
    return started && started->contains(ticket);
  });
}

const OptionValues quiet{{"create", std::string()}, {"starts", true}};

std::string slurp(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("the file plugin writes what it is given, once for each key") {
  Fixture f;
  const auto out = f.folder.path / "out";
  f.open(f.settings("file", {{"folder", out.string()}}));
  REQUIRE(f.run_until_ready());
  CHECK(f.channel->capabilities().deduplicates);
  for (std::uint64_t t = 1; t <= 1000; ++t) f.submit(t, "anna@example.org");
  CHECK(f.channel->in_flight() == 1000);
  REQUIRE(f.run_until_answered(1000));
  CHECK(f.channel->in_flight() == 0);
  for (const auto& [ticket, result] : f.seen.results) CHECK(result.outcome == Outcome::Delivered);
  f.stop();

  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(out)) names.push_back(entry.path().filename());
  CHECK(names.size() == 1000);
  std::ifstream file(out / f.seen.results[5].provider_message_id);
  const std::string content(std::istreambuf_iterator<char>(file), {});
  CHECK(content.find("To: anna@example.org\n") == 0);
  CHECK(content.find("Idempotency-Key: key-5\n") != content.npos);
  CHECK(content.ends_with("\n\nHello, how are you?\n"));

  // Another life, the same key: the same file.
  f.channel->start();
  REQUIRE(f.run_until_ready());
  const std::string name = f.seen.results[5].provider_message_id;
  f.seen.answers.clear();
  f.submit(5, "anna@example.org");
  REQUIRE(f.run_until_answered(1));
  CHECK(f.seen.results[5].provider_message_id == name);
  f.stop();
}

TEST_CASE("what is submitted while the channel is not ready comes back as not started") {
  Fixture f;
  f.channel = make_remote_channel(f.io, f.clock, f.settings("misbehaving", quiet), f.seen);
  f.submit(1, "ok@");
  CHECK(f.seen.answers.empty());  // not from inside submit()
  REQUIRE(f.run_until_answered(1));
  CHECK(f.seen.losses.at(1) == false);
}

TEST_CASE("a crash loses nothing: what had not started is queued again, what had is in doubt") {
  const std::pair<std::string, std::string> ends[] = {
      {"crash", "was killed by signal 11 (Segmentation fault)"},
      {"thread-crash", "was killed by signal 11 (Segmentation fault)"},
      {"exit", "exited with status 3"},
      {"loop", "has not answered any more and was ended"},
      {"close", "closed its connection to the daemon and was ended"},
  };
  for (const auto& [deed, how] : ends) {
    CAPTURE(deed);
    Fixture f;
    auto settings = f.settings("misbehaving", quiet);
    settings.silence_limit = std::chrono::milliseconds(1500);
    f.open(settings);
    REQUIRE(f.run_until_ready());
    f.submit(1, "started-never@");
    f.submit(2, "never@");
    f.submit(3, "ok@");
    REQUIRE(f.run_until_answered(1));
    f.submit(4, deed + "@");
    REQUIRE(f.run_until_answered(4));
    CHECK(f.seen.results.at(3).outcome == Outcome::Accepted);
    CHECK(f.seen.losses.at(1) == true);
    CHECK(f.seen.losses.at(2) == false);
    CHECK(f.seen.losses.at(4) == false);
    CHECK(f.channel->state() == ChannelState::Restarting);
    CAPTURE(f.seen.reasons.back());
    CHECK(f.seen.reasons.back() == "plugin misbehaving.so " + how);

    // And goes on.
    REQUIRE(f.run_until_ready());
    f.submit(5, "ok@");
    REQUIRE(f.run_until_answered(5));
    CHECK(f.seen.results.at(5).outcome == Outcome::Accepted);
    for (const auto& [ticket, times] : f.seen.answers) CHECK(times == 1);
    f.stop();
  }
}

TEST_CASE("for a plugin that never calls started(), submitted is started") {
  Fixture f;
  f.open(f.settings("misbehaving", {{"create", std::string()}, {"starts", false}}));
  REQUIRE(f.run_until_ready());
  f.submit(1, "never@");
  f.submit(2, "crash@");
  REQUIRE(f.run_until_answered(2));
  CHECK(f.seen.losses.at(1) == true);
  CHECK(f.seen.losses.at(2) == true);
}

TEST_CASE("SIGKILL of the child with messages in flight") {
  Fixture f;
  f.open(f.settings("misbehaving", quiet));
  REQUIRE(f.run_until_ready());
  for (std::uint64_t t = 1; t <= 50; ++t) f.submit(t, t % 2 == 0 ? "never@" : "started-never@");
  f.submit(51, "ok@");
  REQUIRE(f.run_until_answered(1));
  ::kill(only_child(), SIGKILL);
  REQUIRE(f.run_until_answered(51));
  for (std::uint64_t t = 1; t <= 50; ++t) CHECK(f.seen.losses.at(t) == (t % 2 == 1));
  for (const auto& [ticket, times] : f.seen.answers) CHECK(times == 1);
}

TEST_CASE("what a plugin may say wrongly: twice, of unknown tickets, garbage, too much, on standard output") {
  Fixture f;
  f.open(f.settings("misbehaving", quiet));
  REQUIRE(f.run_until_ready());
  std::uint64_t ticket = 0;
  for (const std::string deed : {"twice", "unknown", "garbage", "drop", "throw", "print", "flood", "ok"}) {
    f.submit(++ticket, deed + "@");
  }
  REQUIRE(f.run_until_answered(7));  // "unknown" holds its own
  CHECK(f.seen.results.at(1).outcome == Outcome::Accepted);
  CHECK(f.seen.results.at(3).outcome == Outcome::InDoubt);
  CHECK(f.seen.results.at(3).scope == Scope::Message);
  CHECK(f.seen.results.at(4).outcome == Outcome::InDoubt);
  CHECK(f.seen.results.at(5).outcome == Outcome::InDoubt);
  CHECK(f.seen.results.at(7).outcome == Outcome::Accepted);
  CHECK(f.seen.results.at(8).outcome == Outcome::Accepted);
  CHECK(f.seen.has_line("completed ticket 1 that it does not hold"));
  CHECK(f.seen.has_line("completed ticket 1000002 that it does not hold"));
  CHECK(f.seen.has_line("thrown in submit"));
  CHECK(f.run_until([&] { return f.seen.has_line("output of the plugin: hello from the plugin"); }));
  CHECK(f.seen.lines.size() < 400);
  f.channel->kill();
  REQUIRE(f.run_until_answered(8));
  for (const auto& [t, times] : f.seen.answers) CHECK(times == 1);
}

TEST_CASE("a ticket past its deadline is in doubt, may not start any more, and its late answer is ignored") {
  Fixture f;
  f.open(f.settings("misbehaving", quiet));
  REQUIRE(f.run_until_ready());
  OutboundMessage m;
  m.ticket = 1;
  m.recipient = "never@";
  m.deadline_unix_ms = to_ms(f.clock.now()) + 300;
  OutboundMessage late = m;
  late.ticket = 2;
  late.recipient = "late@";
  f.channel->submit({m, late});
  REQUIRE(f.run_until_answered(2));
  CHECK(f.seen.losses.at(1) == true);
  CHECK(f.seen.has_line("has not completed"));
  if (f.seen.results.contains(2)) CHECK(f.seen.results.at(2).detail == "not let go");
  CHECK(f.channel->in_flight() == 0);
  f.channel->kill();
  CHECK(f.run_until([&] { return f.channel->state() == ChannelState::Stopped; }));
}

TEST_CASE(
    "options that the plugin refuses, and a plugin that cannot be used, take the channel down at once") {
  Fixture f;
  SUBCASE("refused") {
    f.open(f.settings("misbehaving", {{"create", std::string("refuse")}, {"starts", true}}));
    REQUIRE(f.run_until([&] { return f.channel->state() == ChannelState::Down; }));
    CHECK(f.seen.reasons.back() ==
          "plugin misbehaving.so cannot be used: option \"create\": must not be \"refuse\"");
  }
  SUBCASE("no plugin") {
    auto settings = f.settings("misbehaving", quiet);
    settings.plugin = binary("CMakeCache.txt");
    f.open(settings);
    REQUIRE(f.run_until([&] { return f.channel->state() == ChannelState::Down; }));
    CAPTURE(f.seen.reasons.back());
    CHECK(f.seen.reasons.back().find("cannot be loaded") != std::string::npos);
  }
  SUBCASE("unknown type") {
    auto settings = f.settings("misbehaving", quiet);
    settings.type = "misbehavin";
    f.open(settings);
    REQUIRE(f.run_until([&] { return f.channel->state() == ChannelState::Down; }));
    CHECK(f.seen.reasons.back().find("did you mean \"misbehaving\"?") != std::string::npos);
  }
  f.submit(1, "ok@");
  REQUIRE(f.run_until_answered(1));
  CHECK(f.seen.losses.at(1) == false);
}

TEST_CASE("five crashes in a short time, and the channel is down until it is started again") {
  Fixture f;
  f.open(f.settings("misbehaving", {{"create", std::string("crash")}, {"starts", true}}));
  REQUIRE(f.run_until([&] { return f.channel->state() == ChannelState::Down; }));
  CHECK(std::ranges::count(f.seen.states, ChannelState::Starting) == 5);
  CHECK(f.seen.reasons.back().find("was killed by signal 11") != std::string::npos);
  CHECK(f.seen.reasons.back().find("stays down until reload or restart") != std::string::npos);
  f.channel->start();
  CHECK(f.run_until([&] { return std::ranges::count(f.seen.states, ChannelState::Starting) == 6; }));
}

TEST_CASE("a plugin that hangs while it is created is ended") {
  Fixture f;
  auto settings = f.settings("misbehaving", {{"create", std::string("hang")}, {"starts", true}});
  settings.start_limit = std::chrono::milliseconds(500);
  f.open(settings);
  REQUIRE(f.run_until([&] { return f.channel->state() == ChannelState::Restarting; }));
  CHECK(f.seen.reasons.back() == "plugin misbehaving.so was not ready in time and was ended");
}

TEST_CASE("what a plugin leaves behind keeps the lock: the channel waits, and nothing is guessed") {
  Fixture f;
  f.open(f.settings("misbehaving", quiet));
  REQUIRE(f.run_until_ready());
  f.submit(1, "never@");
  f.submit(2, "fork-crash@");
  REQUIRE(f.run_until_answered(2));
  CHECK(f.seen.losses.at(1) == false);
  REQUIRE(f.run_until_ready());
  f.stop();
}

TEST_CASE("a child knows nothing of the secrets in the daemon's environment") {
  ::setenv("LIFECYCLED_OTHER_SECRET", "of another channel", 1);
  Fixture f;
  f.open(f.settings("misbehaving", quiet));
  REQUIRE(f.run_until_ready());
  const std::string environment = slurp("/proc/" + std::to_string(only_child()) + "/environ");
  CHECK(environment.find("PATH=") != std::string::npos);
  CHECK(environment.find("LIFECYCLED_OTHER_SECRET") == std::string::npos);
  f.stop();
}

TEST_CASE("stop finishes what is in flight, and ends what does not finish") {
  Fixture f;
  auto settings = f.settings("misbehaving", quiet);
  settings.stop_limit = std::chrono::milliseconds(800);
  f.open(settings);
  REQUIRE(f.run_until_ready());
  f.submit(1, "slow@");
  f.submit(2, "never@");
  REQUIRE(run_until_started(f, settings, 1));
  f.stop();
  CHECK(f.seen.results.at(1).outcome == Outcome::Accepted);
  CHECK(f.seen.losses.at(2) == false);
  CHECK(f.seen.states.back() == ChannelState::Stopped);
}

TEST_CASE("while a channel stops nothing new starts, and what had not started was no attempt") {
  Fixture f;
  auto settings = f.settings("misbehaving", quiet);
  settings.stop_limit = std::chrono::hours(1);  // the child must leave by itself
  f.open(settings);
  REQUIRE(f.run_until_ready());
  f.submit(1, "slow@");
  f.submit(2, "at-stop@");  // asks to start when it is too late, and says that it could not
  f.submit(3, "never@");    // says nothing
  f.submit(4, "started-never@");
  f.submit(5, "ok@");
  REQUIRE(f.run_until_answered(1));
  REQUIRE(run_until_started(f, settings, 1));
  SUBCASE("what has started is waited for") {
    f.channel->stop();
    REQUIRE(f.run_until_answered(2));
    CHECK(f.seen.results.at(1).outcome == Outcome::Accepted);
    CHECK(!f.run_until([&] { return f.channel->state() == ChannelState::Stopped; }, std::chrono::seconds(1)));
    f.channel->kill();
  }
  SUBCASE("and nothing else") {
    ::kill(only_child(), SIGKILL);
    REQUIRE(f.run_until_answered(5));
    REQUIRE(f.run_until_ready());
    f.submit(6, "at-stop@");
    f.submit(7, "never@");
    f.stop();
    CHECK(f.seen.losses.at(6) == false);
    CHECK(f.seen.losses.at(7) == false);
  }
  REQUIRE(f.run_until([&] { return f.channel->state() == ChannelState::Stopped; }));
  CHECK(f.seen.losses.at(2) == false);
  CHECK(f.seen.losses.at(3) == false);
  CHECK(f.seen.losses.at(4) == true);
  for (const auto& [ticket, times] : f.seen.answers) CHECK(times == 1);
}

TEST_CASE("a channel may be destroyed at any time, and nobody is called any more") {
  Fixture f;
  f.open(f.settings("misbehaving", quiet));
  REQUIRE(f.run_until_ready());
  f.submit(1, "never@");
  f.channel.reset();
  f.run_until([] { return false; }, std::chrono::seconds(1));
  CHECK(f.seen.answers.empty());
}

namespace {

// A daemon of its own, which is killed without warning a second after it has handed over what `work` says.
void kill_a_daemon(Fixture& f, const RemoteChannelSettings& settings, const std::function<void()>& work) {
  const pid_t daemon = ::fork();
  if (daemon == 0) {
    f.open(settings);
    if (!f.run_until_ready()) ::_exit(1);
    work();
    f.run_until([] { return false; }, std::chrono::seconds(1));
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  REQUIRE(::waitpid(daemon, &status, 0) == daemon);
  REQUIRE(WIFSIGNALED(status));
}

}  // namespace

TEST_CASE("SIGKILL of the daemon: the child finishes what it has started, and the ledger tells the rest") {
  Fixture f;
  const auto settings = f.settings("misbehaving", quiet);
  kill_a_daemon(f, settings, [&] {
    f.submit(1, "ok@");
    if (!f.run_until_answered(1)) ::_exit(1);
    f.submit(2, "slow@");  // will have started
    f.submit(3, "late@");  // will ask to start when the daemon is gone
    f.submit(4, "never@");
    f.submit(5, "stay-behind@");  // leaves a process that would hold the lock for minutes
  });
  ChannelLedger ledger(settings.ledger);
  REQUIRE(f.run_until([&] { return ledger.try_lock(); }, std::chrono::seconds(10)));
  const auto started = ledger.started();
  REQUIRE(started);
  CHECK(*started == std::set<std::uint64_t>{1, 2});
}

TEST_CASE("SIGKILL of the daemon while the plugin hangs: the lock is free again all the same") {
  Fixture f;
  const auto settings = f.settings("misbehaving", quiet);
  kill_a_daemon(f, settings, [&] { f.submit(1, "loop@"); });
  ChannelLedger ledger(settings.ledger);
  CHECK(f.run_until([&] { return ledger.try_lock(); }, std::chrono::seconds(20)));
}
