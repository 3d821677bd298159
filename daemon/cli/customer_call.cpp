#include "cli/customer_call.hpp"

#include <cstdio>
#include <iostream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "base/file.hpp"
#include "base/json_fields.hpp"
#include "cli/customer_dossier.hpp"
#include "cli/dossier_page.hpp"
#include "cli/find_customer.hpp"
#include "cli/insight_call.hpp"
#include "cli/operator.hpp"
#include "cli/report.hpp"

namespace lifecycled {
namespace {

namespace json = boost::json;

constexpr std::chrono::milliseconds between_looks{200};

void print(const std::string& text) { std::fputs(text.c_str(), stdout); }

Operator desk(const CustomerCall& call, const Clock& clock, Random& random) {
  return {call.configuration_file, clock, random, Log::to_standard_error(LogLevel::Warning)};
}

// On a connection that only reads: a long export holds up nothing.
int export_customer(const CustomerCall& call, const Clock& clock) {
  const LoadedConfiguration loaded = load_configuration(call.configuration_file);
  insist_on(loaded.problems);
  const Settings& settings = loaded.configuration.settings;
  Database database = open_to_read(settings);
  const CustomerId customer = one_customer(database, call.customer);
  const auto dossier = customer_dossier(database, customer, settings.shop, clock.now());
  const std::string text =
      call.html ? dossier_page(dossier, settings.shop.language) : json_text(dossier) + "\n";
  if (call.out.empty()) {
    print(text);
  } else {
    write_file(call.out, text, 0600);
  }
  return 0;
}

// An erasure cannot be taken back, so a person at a terminal says it twice.
void ask_whether_sure(const std::string& customer) {
  if (::isatty(STDIN_FILENO) == 0)
    throw CommandError("an erasure cannot be taken back; give --yes where nobody can be asked");
  std::fputs(fmt::format("Erase all that is known of \"{}\"? It cannot be taken back. Write yes: ", customer)
                 .c_str(),
             stderr);
  std::string answer;
  std::getline(std::cin, answer);
  if (answer != "yes") throw CommandError("nothing was erased");
}

int erase(const CustomerCall& call, const Clock& clock, Random& random) {
  if (!call.is_sure) ask_whether_sure(call.customer);
  Operator place = desk(call, clock, random);
  json::object result = place.ask("erase", json::object{{"customer", call.customer}});
  const json::object which{{"erasure", result.at("erasure")}};
  while (!call.waits_not && result.at("finished_at").is_null()) {
    ::usleep(static_cast<useconds_t>(std::chrono::microseconds(between_looks).count()));
    result = place.ask("erasure", which);
  }
  const json::value told(result);
  if (call.json) {
    print(json_text(result) + "\n");
  } else if (result.at("finished_at").is_null()) {
    print(fmt::format("customer {} is being erased (erasure {})\n", text_at(told, "customer").value_or(""),
                      text_at(told, "erasure").value_or("")));
  } else {
    print(fmt::format("customer {} is erased (erasure {})\n", text_at(told, "customer").value_or(""),
                      text_at(told, "erasure").value_or("")));
  }
  return 0;
}

int restrict(const CustomerCall& call, const Clock& clock, Random& random) {
  const json::object arguments{
      {"customer", call.customer}, {"lift", call.lifts}, {"by", who_asks()}, {"why", call.why}};
  Operator place = desk(call, clock, random);
  const json::object result = place.ask("restrict", arguments);
  place.settle();
  const json::value told(result);
  if (call.json) {
    print(json_text(result) + "\n");
  } else {
    const std::string number = text_at(told, "customer").value_or("");
    const std::string word = text_at(told, "restricted").value_or("");
    const bool changed = result.at("changed").as_bool();
    if (word.empty())
      print(fmt::format("customer {}: {}\n", number,
                        changed ? "the restriction is lifted" : "processing was not restricted"));
    else
      print(fmt::format("customer {}: {}{}\n", number, changed ? "" : "before: ", word));
  }
  return 0;
}

}  // namespace

void add_customer_commands(CLI::App& app, CustomerCall& into, std::function<int()>& run, const Clock& clock,
                           Random& random) {
  CLI::App* customer = app.add_subcommand(
      "customer", "What the law gives a customer: to see all that is known, to be erased, to be left alone.");
  customer->require_subcommand(1);
  const auto add = [&](const std::string& act, const std::string& help) {
    CLI::App* sub = customer->add_subcommand(act, help);
    sub->add_option("CUSTOMER", into.customer,
                    "The shop's id of the customer, an e-mail address or phone, or our number")
        ->required();
    sub->add_option("--config", into.configuration_file, "The shop's lifecycled.toml")
        ->default_val("/etc/lifecycled/lifecycled.toml");
    return sub;
  };
  CLI::App* exported = add("export", "Write down all that is known of a customer.");
  exported->add_flag("--json", into.json, "JSON for programs (without a word: this)");
  exported->add_flag("--html", into.html, "One page for people, to be sent to the customer")
      ->excludes("--json");
  exported->add_option("--out", into.out, "Write it into this file, readable by you alone");
  exported->footer("Reads the database beside the daemon, changes nothing and holds up nothing.");
  exported->callback([&] { run = [&] { return export_customer(into, clock); }; });

  CLI::App* erased = add("erase", "Erase a customer. Orders and messages stay as figures of nobody.");
  erased->add_flag("--yes", into.is_sure, "Do not ask whether you are sure");
  erased->add_flag("--no-wait", into.waits_not, "Come back when it is noted; the daemon carries it out");
  erased->add_flag("--json", into.json, "Print JSON for programs instead of text for people");
  erased->footer(
      "Nothing is sent to them from this moment on. A backup that is restored later is erased in again.\n"
      "What you yourself keep (backups, exports, mails, the system's journal of web servers) is yours to "
      "erase.");
  erased->callback([&] { run = [&] { return erase(into, clock, random); }; });

  CLI::App* restricted =
      add("restrict", "Keep a customer's data and do nothing with it: no campaign, no message.");
  restricted->add_flag("--lift", into.lifts, "End it: journeys go on where they stand");
  restricted->add_option("--why", into.why, "The reason, told by explain");
  restricted->add_flag("--json", into.json, "Print JSON for programs instead of text for people");
  restricted->footer(
      "Events and orders are taken in all the same. Messages that wait are held back and expire, receipts "
      "too.");
  restricted->callback([&] { run = [&] { return restrict(into, clock, random); }; });
}

}  // namespace lifecycled
