#include "cli/halt_call.hpp"

#include <cstdio>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/json_fields.hpp"
#include "cli/operator.hpp"
#include "cli/report.hpp"

namespace lifecycled {
namespace {

std::string halt_report(const boost::json::object& result) {
  const boost::json::value halt(result);
  const std::string name = text_at(halt, "campaign").value_or("");
  const std::string word = text_at(halt, "halt").value_or("");
  const std::string act = text_at(halt, "act").value_or("");
  if (text_at(halt, "changed") == "false" && word.empty())
    return fmt::format("{} was neither paused nor ended\n", name);
  if (word.empty())
    return fmt::format("{} goes on; {} inside\n", name, text_at(halt, "inside").value_or("0"));
  const std::string before = text_at(halt, "changed") == "true" ? "" : "before: ";
  return fmt::format("{}{} is {}; {} inside\n", before, name, word, text_at(halt, "inside").value_or("0"));
}

int halt(const HaltCall& call, const Clock& clock, Random& random) {
  const boost::json::object arguments{{"campaign", call.campaign},
                                      {"act", call.act},
                                      {"by", who_asks()},
                                      {"why", call.why},
                                      {"let_out", call.lets_out}};
  Operator place(call.configuration_file, clock, random, Log::to_standard_error(LogLevel::Warning));
  const auto result = place.ask("halt", arguments);
  place.settle();
  std::fputs((call.json ? json_text(result) + "\n" : place.shown(halt_report(result))).c_str(), stdout);
  return 0;
}

}  // namespace

void add_halt_commands(CLI::App& campaigns, HaltCall& into, std::function<int()>& run, const Clock& clock,
                       Random& random) {
  const auto add = [&](const std::string& act, const std::string& help) {
    CLI::App* sub = campaigns.add_subcommand(act, help);
    sub->add_option("NAME", into.campaign, "The campaign, as its file is named")->required();
    sub->add_option("--config", into.configuration_file, "The shop's lifecycled.toml")->capture_default_str();
    sub->add_flag("--json", into.json, "Print JSON for programs instead of text for people");
    sub->callback([&into, &run, &clock, &random, act] {
      into.act = act;
      run = [&] { return halt(into, clock, random); };
    });
    return sub;
  };
  CLI::App* pause = add("pause", "Start nobody, hold those inside where they are, and send nothing of it.");
  pause->add_option("--why", into.why, "The reason, told by status and explain");
  pause->footer(
      "Goals still count. Messages of it that wait stay queued until they expire. What would have started\n"
      "meanwhile does not start later. Neither a restart nor a reload takes it back.");
  add("resume", "Go on after a pause; else take back an end.");
  CLI::App* end = add("end", "Start nobody any more, end the journeys of those inside, withhold what waits.");
  end->add_option("--why", into.why, "The reason, told by status and explain");
  end->add_flag("--let-out", into.lets_out,
                "Those inside go on, with the version they have, until they are through");
}

}  // namespace lifecycled
