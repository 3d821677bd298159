// What a plugin says of its options before it runs, and what of its words nobody gets to see.
#include "channel/option_trial.hpp"

#include "channel_fixture.hpp"

using namespace lifecycled;
using namespace lifecycled::tests;

namespace {

OptionTrial trial(const std::string& plugin, OptionValues options) {
  return {binary("bin/lifecycled-plugin-host"),
          plugin_file(plugin),
          "",
          std::move(options),
          {},
          std::chrono::seconds(20)};
}

OptionTrial misbehaving(const std::string& at_create) {
  return trial("misbehaving",
               {{"create", at_create}, {"starts", true}, {"password", std::string("hunter2hunter2")}});
}

OptionValues mail(const std::string& host, const std::string& user) {
  return {{"host", host},
          {"port", std::int64_t{25}},
          {"tls", std::string("off")},
          {"user", user},
          {"password", std::string()},
          {"sender", std::string("Shop <shop@example.org>")},
          {"connections", std::int64_t{1}},
          {"connect_timeout", std::int64_t{1}},
          {"response_timeout", std::int64_t{1}}};
}

}  // namespace

TEST_CASE("a plugin takes good options and names the one that it refuses") {
  CHECK(!try_options(misbehaving("")));
  CHECK(!try_options(trial("email", mail("localhost", ""))));
  const auto refused = try_options(trial("email", mail("localhost", "shop")));
  REQUIRE(refused);
  CHECK(refused->error.key == "password");
  CHECK(refused->error.text == "\"user\" and \"password\" belong together");
  CHECK(try_options(misbehaving("refuse"))->error.key == "create");
  CHECK(try_options(misbehaving("refuse"))->is_refusal);
}

TEST_CASE("asking the file plugin makes no folder") {
  const TemporaryFolder folder;
  CHECK(!try_options(trial("file", {{"folder", (folder.path / "out").string()}})));
  CHECK(!std::filesystem::exists(folder.path / "out"));
}

TEST_CASE("a plugin that crashes, hangs or cannot be loaded gives an answer all the same") {
  CHECK(try_options(misbehaving("crash"))->error.text ==
        "the plugin's process was killed by signal 11 (Segmentation fault)");
  auto hanging = misbehaving("hang");
  hanging.limit = std::chrono::milliseconds(500);
  CHECK(!try_options(hanging)->is_refusal);
  CHECK(try_options(hanging)->error.text == "the plugin did not say in time whether it takes these options");
  CHECK(try_options(misbehaving("throw"))->error.text.find("thrown in create") != std::string::npos);
  auto absent = misbehaving("");
  absent.plugin = "/nonexistent.so";
  CHECK(try_options(absent)->error.text.find("/nonexistent.so") != std::string::npos);
  absent.host_program = "/nonexistent";
  CHECK(try_options(absent)->error.text.find("cannot be asked") != std::string::npos);
}

TEST_CASE("a plugin that tells its password tells it to nobody") {
  Fixture f;
  auto settings =
      f.settings("misbehaving",
                 {{"create", std::string()}, {"starts", true}, {"password", std::string("hunter2hunter2")}});
  settings.secret_keys = {"password"};
  SUBCASE("in its log, its output and its results") {
    f.open(settings);
    REQUIRE(f.run_until_ready());
    f.submit(1, "tell@example.org");
    REQUIRE(f.run_until_answered(1));
    REQUIRE(f.run_until([&] { return f.seen.has_line("the password is"); }));
    CHECK(f.seen.has_line("logging in with [secret]"));
    CHECK(f.seen.has_line("the password is [secret]"));
    CHECK(f.seen.results.at(1).detail == "no entry with [secret]");
    f.stop();
  }
  SUBCASE("in what it refuses, which has its place") {
    settings.options["create"] = std::string("tell");
    settings.option_places = {{"password", "lifecycled.toml:7:11"}, {"", "lifecycled.toml:3:1"}};
    f.open(settings);
    REQUIRE(
        f.run_until([&] { return !f.seen.states.empty() && f.seen.states.back() == ChannelState::Down; }));
    CHECK(f.seen.reasons.back() ==
          "plugin misbehaving.so cannot be used: lifecycled.toml:7:11: option \"password\": does not like "
          "[secret]");
  }
  for (const auto& lines : {f.seen.lines, f.seen.reasons}) {
    for (const auto& line : lines) CHECK(line.find("hunter2") == std::string::npos);
  }
}
