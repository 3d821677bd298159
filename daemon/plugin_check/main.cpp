// lifecycled-plugin-check: does a channel plugin keep the contract of lifecycled/channel.h? See the README.
#include <csignal>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "base/text.hpp"
#include "plugin_check/check_config.hpp"
#include "plugin_check/results.hpp"
#include "plugin_check/runner.hpp"

namespace {

using namespace lifecycled::plugin_check;

constexpr int usage_error = 2;

constexpr const char* about =
    "lifecycled-plugin-check: runs named checks against a channel plugin, each in a process of its own.\n"
    "Results: success, failed, crashed, skipped (with the reason), warning. It ends with 0 when nothing "
    "failed\n"
    "or crashed, with 1 otherwise, with 2 when it was used wrongly.";

constexpr const char* about_config = R"(CONFIG is TOML; a whole lifecycled.toml will do:
  [options]                      the channel's options; required ones are made up when absent
  token = "a secret stands here as it is"
  folder = "@FOLDER@"            a folder of its own; "@CLOSED_PORT@": a port that nobody listens on
  [channel.NAME]                 the same for one of several types: type = "acme.sms"
  [check]
  recipient = "+31612345678"     sender = "", extra = { ... } (message fields), patience = "10s"
  [check.http]                   what the provider says; "@ID@" is new in every answer
  success = { status = 201, body = '{"sid": "@ID@"}', headers = { } }
  status.400 = { body = '{"code": 21211}', expect = ["invalid_address"] }
  [[check.http.side]]            answers that no check asks about, such as a token's
  url_has = "/oauth/token"
  body = '{"access_token": "t"}'
  [[check.webhook]]              recorded requests, with signatures made with the secret in [options]
  path = "/status"               method = "POST", url, query; type: for one of several types
  headers = { x-signature = "..." }
  body = '{"event": "delivered"}'
  received_unix_ms = 1767225600000
  signed = ["x-signature"]       when the name does not say so; "?sig" stands in the query
  expect = { status = 200, body = "", reports = ["delivered"] })";

void print(const std::string& text) {
  std::fputs(text.c_str(), stdout);
  std::fflush(stdout);
}

int complain(const std::string& text) {
  std::fprintf(stderr, "lifecycled-plugin-check: %s\n", text.c_str());
  return usage_error;
}

std::string unknown_check(const std::vector<std::string>& only) {
  std::vector<std::string> names;
  for (const Check& check : all_checks()) names.emplace_back(check.name);
  for (const auto& name : only) {
    if (find_check(name) != nullptr) continue;
    const auto hint = lifecycled::did_you_mean(name, names);
    return "there is no check \"" + name + "\"; " + (hint.empty() ? "see --list" : hint);
  }
  return "";
}

int check(const RunSettings& settings, bool as_json) {
  const auto results = run_checks(settings, [as_json](const CheckResult& result) {
    if (!as_json) print(shown(result));
  });
  print(as_json ? results_as_json(settings.plugin, results) : summary(results));
  return is_good(results) ? 0 : 1;
}

int run(int argc, char** argv) {
  CLI::App app(about, "lifecycled-plugin-check");
  app.footer(about_config);
  RunSettings settings;
  std::string plugin, config, as_child;
  bool list = false, as_json = false;
  unsigned seconds = 60;
  app.add_option("PLUGIN", plugin, "The plugin's library");
  app.add_option("CONFIG", config, "What the checker should know about it; see below");
  app.add_flag("--list", list, "Name and describe every check, and leave");
  app.add_flag("--json", as_json, "Results, or the list, as JSON");
  app.add_option("--only", settings.only, "These checks alone")->delimiter(',')->allow_extra_args(false);
  app.add_option("--type", settings.types, "These channel types alone")
      ->delimiter(',')
      ->allow_extra_args(false);
  app.add_flag("--in-process", settings.in_process, "Run the checks in this process, for a debugger");
  app.add_option("--time-limit", seconds, "Seconds that one check may take (60)")
      ->check(CLI::Range(1u, 3600u));
  const auto* child = app.add_option("--as-child", as_child)->group("");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : usage_error;
  }
  if (list) return print(as_json ? checks_as_json() : checks_as_text()), 0;
  if (plugin.empty()) return complain("which plugin? See --help");
  if (const auto wrong = unknown_check(settings.only); !wrong.empty()) return complain(wrong);
  if (!std::filesystem::is_regular_file(plugin)) return complain(plugin + ": there is no such file");
  settings.plugin = std::filesystem::absolute(plugin);
  settings.limit = std::chrono::seconds(seconds);
  if (!config.empty()) {
    settings.config_file = std::filesystem::absolute(config);
    try {
      settings.config = read_check_config(settings.config_file);
    } catch (const std::exception& error) {
      return complain(error.what());
    }
  }
  if (child->count() > 0)
    return run_as_child(settings, as_child, settings.types.empty() ? "" : settings.types.front());
  return check(settings, as_json);
}

}  // namespace

int main(int argc, char** argv) try {
  // As in lifecycled-plugin-host: a peer that is gone is an error of a call, not the end.
  std::signal(SIGPIPE, SIG_IGN);
  return run(argc, argv);
} catch (const std::exception& error) {
  std::fprintf(stderr, "lifecycled-plugin-check: %s\n", error.what());
  return 70;  // EX_SOFTWARE
}
