// The fence around a plugin's process, tried by a plugin that means harm. The daemon is this test.
#include <cstdio>
#include <fstream>

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "channel_fixture.hpp"

using namespace lifecycled;
using namespace lifecycled::tests;

namespace {

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define IS_SANITIZED 1
#endif
#endif
#ifndef IS_SANITIZED
#define IS_SANITIZED 0
#endif

constexpr const char* memory_words =
    IS_SANITIZED ? "no limit of memory (a sanitizer's build)" : "1 GiB of memory";

long landlock_version() { return ::syscall(SYS_landlock_create_ruleset, nullptr, 0, 1); }

bool lacks_landlock(const char* name, long version = 1) {
  if (landlock_version() >= version) return false;
  std::fprintf(stderr, "skipped, this kernel has no Landlock %ld: %s\n", version, name);
  return true;
}
bool is_sanitized(const char* name) {
  if (IS_SANITIZED) std::fprintf(stderr, "skipped, not with a sanitizer: %s\n", name);
  return IS_SANITIZED;
}

OptionValues options(const std::string& target = "", const std::string& folder = "",
                     const std::string& file = "") {
  return {
      {"create", std::string()}, {"starts", true}, {"target", target}, {"folder", folder}, {"file", file}};
}

void write(const std::filesystem::path& file, const std::string& text) { std::ofstream(file) << text; }

// What came of one deed, in the plugin's own words.
std::string tried(Fixture& f, const std::string& deed) {
  const std::uint64_t ticket = f.seen.answers.size() + 1;
  f.submit(ticket, deed + "@");
  REQUIRE(f.run_until_answered(ticket));
  REQUIRE(f.seen.results.contains(ticket));
  return f.seen.results.at(ticket).detail;
}

std::string tried_at(const std::string& deed, Fixture& f, const std::filesystem::path& target) {
  f.open(f.settings("misbehaving", options(target)));
  REQUIRE(f.run_until_ready());
  const std::string answer = tried(f, deed);
  f.stop();
  return answer;
}

bool is_alive(pid_t process) {
  std::ifstream stat("/proc/" + std::to_string(process) + "/stat");
  std::string number, name, state;
  return static_cast<bool>(stat >> number >> name >> state) && state != "Z";
}

}  // namespace

TEST_CASE("a plugin reaches neither the state folder nor what belongs to others" *
          doctest::skip(lacks_landlock("state folder and credentials"))) {
  Fixture f;
  const auto database = f.folder.path / "lifecycled.db";
  write(database, "customers");
  TemporaryFolder elsewhere;
  const auto secret = elsewhere.path / "another_password";
  write(secret, "hunter2");
  CHECK(tried_at("read-target", f, database) == "Permission denied");
  CHECK(tried_at("write-target", f, database) == "Permission denied");
  CHECK(tried_at("write-target", f, f.folder.path / "new") == "Permission denied");
  CHECK(tried_at("read-target", f, f.folder.path / "channel-test.lock") == "Permission denied");
  CHECK(tried_at("read-target", f, secret) == "Permission denied");
  CHECK(tried_at("read-target", f, "/proc/self/root" + secret.string()) == "Permission denied");
  CHECK(tried_at("read-target", f, std::filesystem::path(LIFECYCLED_SOURCE_DIR) / "README.md") ==
        "Permission denied");
  CHECK(tried_at("read-target", f, "/etc/shadow") == "Permission denied");
  CHECK(tried_at("read-target", f, "/usr/bin/env") == "opened");
  CHECK(tried_at("write-target", f, "/dev/null") == "opened");
  CHECK(tried_at("write-target", f, plugin_file("misbehaving")) == "Permission denied");
}

TEST_CASE("a plugin reads and writes the folder that its option names, and reads the file" *
          doctest::skip(lacks_landlock("folder and file of the options"))) {
  Fixture f;
  TemporaryFolder elsewhere;
  const auto folder = elsewhere.path / "deep" / "outbox", file = elsewhere.path / "ca.pem";
  write(file, "certificate");
  const auto tried_with = [&](const std::string& deed, const std::filesystem::path& target) {
    f.open(f.settings("misbehaving", options(target, folder, file)));
    REQUIRE(f.run_until_ready());
    const std::string answer = tried(f, deed);
    f.stop();
    return answer;
  };
  CHECK(tried_with("write-target", folder / "new") == "opened");
  CHECK(tried_with("read-target", folder / "new") == "opened");
  CHECK(tried_with("read-target", file) == "opened");
  CHECK(tried_with("write-target", file) == "Permission denied");
  CHECK(tried_with("write-target", elsewhere.path / "beside") == "Permission denied");
}

TEST_CASE("a folder inside the state folder can be opened alone" *
          doctest::skip(lacks_landlock("folder inside the state folder"))) {
  Fixture f;
  const auto outbox = f.folder.path / "outbox";
  f.open(f.settings("misbehaving", options(outbox / "new", outbox)));
  REQUIRE(f.run_until_ready());
  CHECK(tried(f, "write-target") == "opened");
  f.stop();
}

TEST_CASE("a folder that holds the daemon's own files is refused") {
  Fixture f;
  f.open(f.settings("misbehaving", options("", f.folder.path)));
  REQUIRE(f.run_until([&] { return f.channel->state() == ChannelState::Down; }));
  CHECK(f.seen.reasons.back() == "plugin misbehaving.so cannot be used: the folder " +
                                     f.folder.path.string() + " holds the daemon's own files (" +
                                     f.folder.path.string() + "); give the channel a folder of its own");
}

TEST_CASE("a plugin cannot look into the daemon's process" *
          doctest::skip(lacks_landlock("the daemon's process") || is_sanitized("the daemon's process"))) {
  Fixture f;
  f.open(f.settings("misbehaving", options()));
  REQUIRE(f.run_until_ready());
  CHECK(tried(f, "read-parent-environ") == "Permission denied");
  CHECK(tried(f, "read-parent-mem") == "Permission denied");
  CHECK(tried(f, "read-parent-memory") == "Operation not permitted");
  CHECK(tried(f, "ptrace-parent") == "Operation not permitted");
  CHECK(tried(f, "forbidden-calls") == "all refused");
  CHECK(tried(f, "connect-target") == "Operation not permitted");
  f.stop();
}

TEST_CASE("a plugin cannot signal the daemon" * doctest::skip(lacks_landlock("signals", 6))) {
  Fixture f;
  CHECK(tried_at("signal-parent", f, "") == "Operation not permitted");
}

TEST_CASE("a plugin can look up names and start programs") {
  Fixture f;
  f.open(f.settings("misbehaving", options()));
  REQUIRE(f.run_until_ready());
  CHECK(tried(f, "look-up") == "found");
  CHECK(tried(f, "run-program") == "ran");
  f.stop();
}

TEST_CASE("the fence is told in words" * doctest::skip(lacks_landlock("words for the fence"))) {
  Fixture f;
  f.open(f.settings("misbehaving", options()));
  CHECK(f.channel->fence() == "");
  REQUIRE(f.run_until_ready());
  CHECK(f.channel->fence() ==
        "landlock " + std::to_string(landlock_version()) + ", seccomp, " + memory_words);
  f.stop();
}

TEST_CASE("what the fence lacks is told, and may be allowed") {
  Fixture f;
  auto settings = f.settings("misbehaving", options());
  settings.host_program = binary("bin/plugin_host_without_landlock");
  settings.rules.allow_unfenced = true;
  f.open(settings);
  REQUIRE(f.run_until_ready());
  CHECK(f.channel->fence() == std::string("no landlock, seccomp, ") + memory_words);
  f.stop();
}

TEST_CASE("without Landlock a plugin from elsewhere is not even loaded") {
  Fixture f;
  auto settings = f.settings("crash_at_load", {});
  settings.host_program = binary("bin/plugin_host_without_landlock");
  f.open(settings);
  REQUIRE(f.run_until([&] { return f.channel->state() == ChannelState::Down; }));
  CHECK(f.seen.reasons.back() ==
        "plugin crash_at_load.so cannot be used: this kernel has no Landlock, so nothing keeps a plugin from "
        "the "
        "daemon's files, and " +
            settings.plugin.string() +
            " is none of those that come with lifecycled; use a kernel with Landlock or, if you trust the "
            "plugin, set allow_unfenced = true for this channel");
}

TEST_CASE("two GiB that leak end in the plugin's process" * doctest::skip(is_sanitized("a leak"))) {
  Fixture f;
  f.open(f.settings("misbehaving", options()));
  REQUIRE(f.run_until_ready());
  f.submit(1, "never@");
  f.submit(2, "leak@");
  REQUIRE(f.run_until([&] { return f.seen.answers.contains(2); }));
  // The plugin's own allocation fails, which ends in an exception, or its process ends: accepted is a lie.
  if (f.seen.results.contains(2)) CHECK(f.seen.results.at(2).outcome == Outcome::InDoubt);
  f.channel->kill();
  REQUIRE(f.run_until_answered(2));
}

TEST_CASE("no core file, and a bounded number of descriptors") {
  Fixture f;
  f.open(f.settings("misbehaving", options()));
  REQUIRE(f.run_until_ready());
  std::ifstream limits("/proc/" + std::to_string(only_child()) + "/limits");
  const std::string text((std::istreambuf_iterator<char>(limits)), {});
  CAPTURE(text);
  CHECK(text.find("Max core file size        0                    0 ") != text.npos);
  CHECK(text.find("Max open files            4096                 4096 ") != text.npos);
  f.stop();
}

TEST_CASE("what a plugin starts ends with it") {
  Fixture f;
  f.open(f.settings("misbehaving", options()));
  REQUIRE(f.run_until_ready());
  const auto left_behind = static_cast<pid_t>(std::stol(tried(f, "stay-behind")));
  CHECK(is_alive(left_behind));
  SUBCASE("stopped") { f.stop(); }
  SUBCASE("crashed") {
    f.submit(2, "crash@");
    REQUIRE(f.run_until_answered(2));
  }
  CHECK(f.run_until([&] { return !is_alive(left_behind); }, std::chrono::seconds(5)));
}
