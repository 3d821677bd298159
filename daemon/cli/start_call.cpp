#include "cli/start_call.hpp"

#include <cstdio>

#include <CLI/CLI.hpp>

#include "cli/operator.hpp"
#include "cli/report.hpp"

namespace lifecycled {
namespace {

int start(const StartCall& call, const Clock& clock, Random& random) {
  boost::json::object arguments{{"campaign", call.campaign}, {"again", call.again}};
  if (!call.customer.empty()) arguments["customer"] = call.customer;
  if (!call.segment.empty()) arguments["segment"] = call.segment;
  Operator place(call.configuration_file, clock, random, Log::to_standard_error(LogLevel::Warning));
  const auto result = place.ask("start", arguments);
  place.settle();
  std::fputs((call.json ? json_text(result) + "\n" : place.shown(start_report(result))).c_str(), stdout);
  const auto* started = result.if_contains("started");
  return started && !started->as_bool() ? 1 : 0;
}

}  // namespace

void add_start_command(CLI::App& app, StartCall& into, std::function<int()>& run, const Clock& clock,
                       Random& random) {
  CLI::App* sub = app.add_subcommand(
      "start", "Start a campaign by hand, for a customer or for all members of a segment.");
  sub->add_option("--config", into.configuration_file, "The shop's lifecycled.toml")->capture_default_str();
  sub->add_flag("--json", into.json, "Print JSON for programs instead of text for people");
  sub->add_option("CAMPAIGN", into.campaign, "A campaign that is live, whatever its trigger")->required();
  CLI::Option* customer =
      sub->add_option("--customer", into.customer,
                      "The shop's id of the customer, an e-mail address or phone, or our number");
  sub->add_option("--segment", into.segment, "All who are in this segment now")->excludes(customer);
  sub->add_flag("--again", into.again, "Also those who were inside before; never those who still are");
  sub->footer(
      "The trigger's where, again_after and one_of hold as for every start; --again overrides the second.\n"
      "Exit status 1: the customer was not started.");
  sub->callback([&into, &run, &clock, &random] { run = [&] { return start(into, clock, random); }; });
}

}  // namespace lifecycled
