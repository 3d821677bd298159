#include "cli/app.hpp"

#include <csignal>
#include <cstdio>
#include <iostream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/sanitized.hpp"
#include "cli/audience_commands.hpp"
#include "cli/campaigns_command.hpp"
#include "cli/channels_call.hpp"
#include "cli/checked_configuration.hpp"
#include "cli/connect_call.hpp"
#include "cli/consent_call.hpp"
#include "cli/customer_call.hpp"
#include "cli/date_check.hpp"
#include "cli/export_call.hpp"
#include "cli/halt_call.hpp"
#include "cli/import_call.hpp"
#include "cli/insight_call.hpp"
#include "cli/keys_call.hpp"
#include "cli/liquid_call.hpp"
#include "cli/move_call.hpp"
#include "cli/operator.hpp"
#include "cli/plugins_call.hpp"
#include "cli/preview_command.hpp"
#include "cli/qr_command.hpp"
#include "cli/quarantine_call.hpp"
#include "cli/report.hpp"
#include "cli/service.hpp"
#include "cli/start_call.hpp"
#include "cli/suppress_call.hpp"

namespace lifecycled {
namespace {

namespace json = boost::json;

constexpr const char* default_configuration = "/etc/lifecycled/lifecycled.toml";

void print(const std::string& text) { std::fputs(text.c_str(), stdout); }

std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

// Every sub-command with its options; the one that was chosen is `run`.
class App {
 public:
  App()
      : app_(
            "lifecycled: lifecycle marketing for a shop, on its own server.\n"
            "It keeps customers, orders and events in SQLite, runs campaigns written in TOML, and sends by "
            "channel plugins.",
            "lifecycled"),
        log_(Log::to_standard_error(LogLevel::Info)) {
    app_.require_subcommand(1);
    app_.footer(
        "Start with:  lifecycled check --config FILE   and then   lifecycled serve --config FILE\n"
        "Every command takes --help.");
    add_serve();
    add_check();
    CLI::App& campaigns = *add_campaign_commands(app_, campaigns_, run_);
    add_halt_commands(campaigns, halt_, run_, clock_, random_);
    add_move_command(campaigns, move_, run_, clock_, random_);
    add_channels_command(app_, channels_, run_, clock_, random_);
    add_plugins_command(app_, plugins_, run_);
    add_reload();
    add_import_command(app_, import_, run_, clock_, random_);
    add_export_command(app_, export_, run_);
    add_status();
    add_audience();
    add_explain();
    add_tests();
    add_clicks();
    add_pause();
    add_doubt();
    add_insight_commands(app_, insight_, run_, clock_);
    add_connect_command(app_, connect_, run_, random_);
    add_keys_commands(app_, keys_, run_, clock_, random_);
    add_customer_commands(app_, customer_call_, run_, clock_, random_);
    add_consent_commands(app_, consent_, run_, clock_, random_);
    add_suppress_commands(app_, suppress_, run_, clock_, random_);
    add_quarantine_commands(app_, quarantine_, run_, clock_, random_);
    add_start_command(app_, start_, run_, clock_, random_);
    add_message_commands(app_, message_, run_, clock_, random_);
    add_liquid_command(app_, liquid_, run_);
    qr_.file = default_configuration;
    add_qr_command(app_, qr_, run_);
    add_version();
  }

  int run(int argc, char** argv) {
    // Customers' addresses are nobody's business but the shop's: whatever is made is for its own user alone.
    ::umask(0077);
    try {
      app_.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      return app_.exit(error) == 0 ? 0 : 2;
    }
    try {
      return run_();
    } catch (const std::exception& error) {
      std::fputs(fmt::format("lifecycled: {}\n", error.what()).c_str(), stderr);
      return 1;
    }
  }

 private:
  CLI::App* command(const std::string& name, const std::string& help, std::function<int()> run) {
    CLI::App* sub = app_.add_subcommand(name, help);
    sub->add_option("--config", file_, "The shop's lifecycled.toml")->capture_default_str();
    sub->callback([this, run = std::move(run)] { run_ = run; });
    return sub;
  }
  CLI::App* reporting(const std::string& name, const std::string& help, std::function<int()> run) {
    CLI::App* sub = command(name, help, std::move(run));
    sub->add_flag("--json", json_, "Print JSON for programs instead of text for people");
    return sub;
  }
  int report(const std::string& command, const json::object& arguments,
             std::string (*for_people)(const json::object&)) {
    Operator place = desk();
    const json::object result = place.ask(command, arguments);
    print(json_ ? json_text(result) + "\n" : place.shown(for_people(result)));
    return 0;
  }
  Operator desk() { return Operator(file_, clock_, random_, Log::to_standard_error(LogLevel::Warning)); }

  void add_serve() {
    CLI::App* sub = command("serve", "Run the daemon in the foreground until SIGTERM or Ctrl-C.",
                            [this] { return serve(); });
    sub->add_flag("--verbose", verbose_, "Log each message too");
    sub->footer("One daemon a shop: it locks the state folder. SIGHUP reloads, as `lifecycled reload` does.");
  }

  int serve() {
    const ProgramPlaces places = find_program_places();
    auto checked = check_configuration(file_, places);
    for (const Problem& problem : checked.problems.sorted())
      std::fputs((to_string(problem) + "\n").c_str(), stderr);
    if (checked.problems.has_errors()) throw CommandError("not started: mend the files above first");
    Workplace workplace(checked.configuration.settings.state_folder);
    if (!workplace.try_lock()) {
      throw CommandError(fmt::format("{} is in use: another daemon or command works there",
                                     checked.configuration.settings.state_folder));
    }
    std::signal(SIGPIPE, SIG_IGN);
    // The children are of the same user: without this each could read our memory, and with it all secrets.
    // LeakSanitizer reads its own process in the same way.
    if (!is_sanitized) ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    const Log log = verbose_ ? Log::to_standard_error(LogLevel::Debug) : log_;
    const ServiceParts parts{std::filesystem::absolute(file_), places, clock_, random_, log};
    return run_service(parts, workplace, std::move(checked));
  }

  void add_check() {
    CLI::App* sub =
        reporting("check", "Tell every mistake of all files, with its place and the remedy. Changes nothing.",
                  [this] { return check(); });
    sub->footer(
        "Exit status 0: the daemon would start with these files (there may be warnings); 1: it would not.");
  }

  // Beside the files: what nobody can be meant by. Whoever may not read the database hears of the files
  // alone.
  static void ask_the_database(CheckedConfiguration& checked) {
    const auto database =
        std::filesystem::path(checked.configuration.settings.state_folder) / "lifecycled.db";
    if (checked.problems.has_errors() || ::access(database.c_str(), R_OK) != 0) return;
    Database reading(database, Database::Mode::ReadOnly);
    check_dates(reading, checked.configuration, checked.problems);
  }

  int check() {
    auto checked = check_configuration(file_, find_program_places());
    ask_the_database(checked);
    const auto problems = checked.problems.sorted();
    if (json_) {
      json::array list;
      for (const Problem& problem : problems) {
        list.push_back(
            json::object{{"file", problem.place.file},
                         {"line", problem.place.line},
                         {"column", problem.place.column},
                         {"severity", problem.severity == Problem::Severity::Error ? "error" : "warning"},
                         {"text", problem.text},
                         {"hint", problem.hint}});
      }
      print(json_text(json::object{{"ok", !checked.problems.has_errors()}, {"problems", std::move(list)}}) +
            "\n");
    } else {
      for (const Problem& problem : problems) print(to_string(problem) + "\n");
      if (!checked.problems.has_errors()) {
        print(fmt::format("{}: {}, {}, {} are in order\n", file_,
                          counted(checked.configuration.campaigns.size(), "campaign"),
                          counted(checked.configuration.messages.messages.size(), "message"),
                          counted(checked.channels.size(), "channel")));
      }
    }
    return checked.problems.has_errors() ? 1 : 0;
  }

  void add_reload() {
    reporting("reload", "Take changed files into the running daemon: all of them or, with a mistake, none.",
              [this] {
                const auto result = desk().ask_daemon("reload");
                const bool reloaded = result.at("reloaded").as_bool();
                if (json_) {
                  print(json_text(result) + "\n");
                } else {
                  for (const auto& problem : result.at("problems").as_array())
                    print(std::string(problem.as_string()) + "\n");
                  if (const auto* note = result.if_contains("note"))
                    print(std::string(note->as_string()) + "\n");
                  print(reloaded ? "reloaded\n" : "nothing was changed: mend the files above first\n");
                }
                return reloaded ? 0 : 1;
              });
  }

  void add_status() {
    reporting("status", "One screen: intake, journeys due, queues and state of each channel.",
              [this] { return report("status", {}, status_report); });
  }

  void add_audience() {
    audience_.configuration_file = default_configuration;
    add_audience_commands(app_, audience_, run_, clock_, random_);
  }

  void add_explain() {
    CLI::App* sub = reporting(
        "explain", "Say for every campaign what it did for a customer, why, and what comes next.", [this] {
          json::object arguments{{"customer", customer_}};
          if (!campaign_.empty()) arguments["campaign"] = campaign_;
          if (!at_.empty()) arguments["at"] = at_;
          return report("explain", arguments, explain_report);
        });
    sub->add_option("CUSTOMER", customer_,
                    "The shop's id of the customer, an e-mail address or phone, or our number")
        ->required();
    sub->add_option("CAMPAIGN", campaign_, "This campaign alone");
    sub->add_option("--at", at_, "Ask gates and conditions as of this moment, such as 2026-01-31T22:00:00Z");
  }

  void add_tests() {
    CLI::App* sub = reporting(
        "tests", "What came of each test: people, goals, rates with their intervals, against the hold-out.",
        [this] {
          json::object arguments;
          if (!campaign_.empty()) arguments["campaign"] = campaign_;
          return report("tests", arguments, tests_report);
        });
    sub->add_option("CAMPAIGN", campaign_, "This campaign alone");
  }

  void add_clicks() {
    CLI::App* sub = reporting(
        "clicks", "How many opened a message and followed its links: people, and machines apart.", [this] {
          json::object arguments;
          if (!campaign_.empty()) arguments["campaign"] = campaign_;
          return report("clicks", arguments, clicks_report);
        });
    sub->add_option("CAMPAIGN", campaign_, "This campaign alone");
  }

  void add_pause() {
    CLI::App* pause =
        reporting("pause", "Send nothing from now on. Events are still taken in and journeys go on.", [this] {
          return report("pause", {}, [](const json::object&) {
            return std::string("paused: nothing is sent until `lifecycled resume`\n");
          });
        });
    pause->add_flag("--all", all_, "All channels (there is no other way to pause yet)");
    CLI::App* resume = reporting("resume", "Send again.", [this] {
      return report("resume", json::object{{"after_restore", after_restore_}},
                    [](const json::object&) { return std::string("resumed\n"); });
    });
    resume->add_flag("--after-restore", after_restore_,
                     "The database was restored or copied, and what is due may leave");
  }

  void add_doubt() {
    CLI::App* sub = reporting(
        "doubt", "List deliveries of which nobody knows whether they arrived; send them again or close them.",
        [this] { return report("doubt", json::object{{"act", act_}}, doubt_report); });
    sub->add_option("ACT", act_, "list, resend or close (all of them)")
        ->check(CLI::IsMember({"list", "resend", "close"}))
        ->capture_default_str();
  }

  void add_version() {
    reporting("version", "Print the program's version.", [this] {
      print(json_ ? json_text(json::object{{"version", LIFECYCLED_VERSION}}) + "\n"
                  : fmt::format("lifecycled {}\n", LIFECYCLED_VERSION));
      return 0;
    });
  }

  CLI::App app_;
  SystemClock clock_;
  SystemRandom random_;
  Log log_;
  std::function<int()> run_;
  std::string file_ = default_configuration;
  bool json_ = false, verbose_ = false, all_ = false, after_restore_ = false;
  std::string at_, customer_, campaign_, act_ = "list";
  ImportCall import_{default_configuration, {}, {}, false};
  ExportCall export_{default_configuration, "all", ""};
  PluginsCall plugins_{default_configuration, "", "", ""};
  PreviewCommand message_{default_configuration, {}, "", false, false, ""};
  InsightCall insight_{default_configuration, "", ""};
  HaltCall halt_{default_configuration, "", "", ""};
  ChannelsCall channels_{default_configuration, "", "", ""};
  ConnectCall connect_;
  KeysCall keys_;
  CustomerCall customer_call_;
  ConsentCall consent_;
  SuppressCall suppress_;
  QuarantineCall quarantine_;
  MoveCall move_{default_configuration, ""};
  StartCall start_{default_configuration, "", "", ""};
  AudienceCommand audience_;
  LiquidCall liquid_;
  QrCall qr_;
  CampaignsCommand campaigns_{default_configuration, false, {}};
};

}  // namespace

int run_app(int argc, char** argv) { return App().run(argc, argv); }

}  // namespace lifecycled
