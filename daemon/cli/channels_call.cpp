#include "cli/channels_call.hpp"

#include <cstdio>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/json_fields.hpp"
#include "cli/operator.hpp"
#include "cli/report.hpp"

namespace lifecycled {
namespace {

std::string channel_report(const boost::json::value& channel) {
  const std::string name = text_at(channel, "name").value_or("?");
  const auto told = [&](const char* what) { return text_at(channel, what).value_or(""); };
  std::string out = fmt::format("{} ({})\n", name, told("type"));
  out += fmt::format("  today        {} messages", told("today.messages"));
  if (const auto most = told("today.most"); !most.empty()) out += fmt::format(" of {}", most);
  if (const auto day = told("today.warm_up_day"); !day.empty())
    out += fmt::format(", day {} of its warm-up", day);
  out += fmt::format("\n  last 7 days  {} sent, {} hard bounces, {} complaints\n", told("last_7_days.sent"),
                     told("last_7_days.hard_bounces"), told("last_7_days.complaints"));
  if (const std::string stop = told("stop"); !stop.empty())
    out += fmt::format("  marketing {}\n  `lifecycled channels resume {}` when that is mended\n", stop, name);
  return out;
}

int channels(const ChannelsCall& call, const Clock& clock, Random& random) {
  const boost::json::object arguments{
      {"act", call.act}, {"channel", call.channel}, {"by", who_asks()}, {"why", call.why}};
  Operator place(call.configuration_file, clock, random, Log::to_standard_error(LogLevel::Warning));
  const boost::json::value result(place.ask("channels", arguments));
  std::string text;
  if (call.json) {
    text = json_text(result.as_object()) + "\n";
  } else if (call.act == "list") {
    for (const auto& channel : result.at("channels").as_array()) text += channel_report(channel);
    if (text.empty()) text = "no channel is configured; give lifecycled.toml a [channel.email]\n";
  } else {
    if (!result.at("changed").as_bool())
      text = call.act == "stop" ? "it was stopped before\n" : "it was not stopped\n";
    text += channel_report(result);
  }
  std::fputs((call.json ? text : place.shown(text)).c_str(), stdout);
  return 0;
}

}  // namespace

void add_channels_command(CLI::App& app, ChannelsCall& into, std::function<int()>& run, const Clock& clock,
                          Random& random) {
  const auto fill = [&](CLI::App* command, const std::string& act) {
    command->add_option("--config", into.configuration_file, "The shop's lifecycled.toml")
        ->capture_default_str();
    command->add_flag("--json", into.json, "Print JSON for programs instead of text for people");
    command->callback([&into, &run, &clock, &random, act] {
      if (!into.act.empty()) return;  // a subcommand was given
      into.act = act;
      run = [&] { return channels(into, clock, random); };
    });
  };
  CLI::App* all = app.add_subcommand(
      "channels", "What each channel sent today and what came back lately; stop or resume its marketing.");
  all->require_subcommand(0, 1);
  all->footer(
      "A channel stops its marketing by itself where complaints or dead addresses pass its stop_at, see\n"
      "docs/operating.md. Receipts and whatever else a customer waits for go on.");
  for (const auto& [act, help] :
       {std::pair("stop", "Send no marketing by it until it is resumed."),
        {"resume", "Go on after a stop; what came back so far is judged no more."}}) {
    CLI::App* one = all->add_subcommand(act, help);
    one->add_option("NAME", into.channel, "The channel, as in [channel.NAME]")->required();
    if (act == std::string("stop"))
      one->add_option("--why", into.why, "The reason, told by status and explain");
    fill(one, act);
  }
  fill(all, "list");
}

}  // namespace lifecycled
