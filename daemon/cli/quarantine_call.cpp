#include "cli/quarantine_call.hpp"

#include <cstdio>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/json_fields.hpp"
#include "base/text.hpp"
#include "cli/operator.hpp"
#include "cli/report.hpp"

namespace lifecycled {
namespace {

namespace json = boost::json;

void print(const std::string& text) { std::fputs(text.c_str(), stdout); }

Operator desk(const QuarantineCall& call, const Clock& clock, Random& random) {
  return {call.configuration_file, clock, random, Log::to_standard_error(LogLevel::Warning)};
}

json::object arguments_of(const QuarantineCall& call, std::string_view act) {
  json::object out{{"act", act}, {"limit", call.limit}};
  if (call.id != 0) out["id"] = call.id;
  if (!call.reason.empty()) out["reason"] = call.reason;
  if (!call.since.empty()) out["since"] = call.since;
  return out;
}

// What strangers sent, made fit for a terminal.
std::string told(const json::value& item, std::string_view what) {
  constexpr std::size_t longest = 200;
  return clean_line(text_at(item, what).value_or(""), longest);
}

int list(const QuarantineCall& call, const Clock& clock, Random& random) {
  Operator place = desk(call, clock, random);
  const auto result = place.ask("quarantine", arguments_of(call, "list"));
  if (call.json) {
    print(json_text(result) + "\n");
    return 0;
  }
  std::string text;
  for (const json::value& item : result.at("items").as_array()) {
    const std::string topic = told(item, "topic");
    text += fmt::format("{:>8}  {}  {}{}\n          {}\n", told(item, "id"), told(item, "received_at"),
                        told(item, "from"), topic.empty() ? "" : " " + topic, told(item, "reason"));
  }
  text +=
      fmt::format("{} of {} in the quarantine\n", result.at("items").as_array().size(), told(result, "all"));
  print(place.shown(text));
  return 0;
}

int show(const QuarantineCall& call, const Clock& clock, Random& random) {
  Operator place = desk(call, clock, random);
  const auto item = place.ask("quarantine", arguments_of(call, "show"));
  if (call.json) {
    print(json_text(item) + "\n");
    return 0;
  }
  constexpr std::size_t longest_body = 1024 * 1024;
  const std::string topic = told(item, "topic");
  std::string text = fmt::format("{} came at {} by {}{}\n{}\n\n", told(item, "id"), told(item, "received_at"),
                                 told(item, "from"), topic.empty() ? "" : ", " + topic, told(item, "reason"));
  print(place.shown(text));
  const auto body = text_at(item, "body");
  print(body ? clean_line(*body, longest_body) + "\n"
             : text_at(item, "body_base64url").value_or("") + "\n(in base64url: it is no text)\n");
  return 0;
}

int act(const QuarantineCall& call, const Clock& clock, Random& random, const std::string& what) {
  if ((call.id != 0) + !call.reason.empty() + call.all != 1)
    throw CommandError(fmt::format("{} what? give the ID of one, --reason WORDS, or --all", what));
  Operator place = desk(call, clock, random);
  json::object arguments = arguments_of(call, what);
  std::int64_t done = 0, left = 0;
  std::string reason;
  for (bool more = true; more;) {
    const auto result = place.ask("quarantine", arguments);
    done += result.at("done").to_number<std::int64_t>();
    left += result.at("left").to_number<std::int64_t>();
    reason = text_at(result, "reason").value_or("");
    more = !result.at("next").is_null();
    if (!more) break;
    arguments["after"] = result.at("next");
    arguments["until"] = result.at("until");
  }
  // Without a daemon, what was read is taken in here.
  if (what == "replay" && done > 0) place.settle();
  if (call.json) {
    print(json_text(json::object{{what == "replay" ? "replayed" : "dropped", done}, {"left", left}}) + "\n");
  } else if (what == "drop") {
    print(fmt::format("{} dropped\n", done));
  } else {
    print(fmt::format("{} replayed, {} still not understood\n", done, left));
    if (!reason.empty()) print(clean_line(reason, 500) + "\n");
  }
  return left > 0 ? 1 : 0;
}

}  // namespace

void add_quarantine_commands(CLI::App& app, QuarantineCall& into, std::function<int()>& run,
                             const Clock& clock, Random& random) {
  CLI::App* quarantine = app.add_subcommand(
      "quarantine", "What came in and was not understood: list it, look at it, read it again.");
  quarantine->require_subcommand(0, 1);
  const auto common = [&](CLI::App* sub, std::function<int()> act_on) {
    sub->add_option("--config", into.configuration_file, "The shop's lifecycled.toml")
        ->default_val("/etc/lifecycled/lifecycled.toml");
    sub->add_flag("--json", into.json, "Print JSON for programs instead of text for people");
    sub->callback([&run, act_on] { run = act_on; });
  };
  const auto filters = [&](CLI::App* sub) {
    sub->add_option("--reason", into.reason, "Only those whose reason holds these words");
    sub->add_option("--since", into.since, "Only what came since then: 2026-01-31, or 2026-01-31T09:00:00Z");
  };
  const auto listing = [&](CLI::App* sub) {
    common(sub, [&] { return list(into, clock, random); });
    filters(sub);
    sub->add_option("--limit", into.limit, "So many of the latest")
        ->check(CLI::Range(1, 10'000))
        ->capture_default_str();
  };
  listing(quarantine);
  quarantine->callback([&into, &run, &clock, &random, quarantine] {
    if (quarantine->get_subcommands().empty()) run = [&] { return list(into, clock, random); };
  });
  listing(quarantine->add_subcommand("list", "The latest first, each with where it came in and its reason."));
  CLI::App* shown = quarantine->add_subcommand("show", "One of them, with its body.");
  common(shown, [&] { return show(into, clock, random); });
  shown->add_option("ID", into.id, "Its number in the list")->required()->check(CLI::PositiveNumber);
  for (const std::string what : {"replay", "drop"}) {
    CLI::App* sub = quarantine->add_subcommand(
        what, what == "replay"
                  ? "Read them once more, after a fix. What is understood now leaves the quarantine."
                  : "Forget them.");
    common(sub, [&, what] { return act(into, clock, random, what); });
    filters(sub);
    sub->add_option("ID", into.id, "One of them")->check(CLI::PositiveNumber);
    sub->add_flag("--all", into.all, "All of them");
    if (what == "replay")
      sub->footer("Exit status 1: something is still not understood; its reason is then the newest one.");
  }
}

}  // namespace lifecycled
