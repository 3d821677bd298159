#include "cli/audience_commands.hpp"

#include <cstdio>

#include <CLI/CLI.hpp>

#include "base/file.hpp"
#include "cli/gap_picture.hpp"
#include "cli/operator.hpp"
#include "cli/report.hpp"
#include "cli/segment_report.hpp"

namespace lifecycled {
namespace {

namespace json = boost::json;

Operator desk(const AudienceCommand& command, const Clock& clock, Random& random) {
  return {command.configuration_file, clock, random, Log::to_standard_error(LogLevel::Warning)};
}

int print(const AudienceCommand& command, const Operator& place, const json::object& result,
          std::string (*for_people)(const json::object&)) {
  std::fputs((command.json ? json_text(result) + "\n" : place.shown(for_people(result))).c_str(), stdout);
  return 0;
}

CLI::App* add_command(CLI::App& app, const std::string& name, const std::string& help,
                      AudienceCommand& into) {
  CLI::App* sub = app.add_subcommand(name, help);
  sub->add_option("--config", into.configuration_file, "The shop's lifecycled.toml")->capture_default_str();
  sub->add_flag("--json", into.json, "Print JSON for programs instead of text for people");
  return sub;
}

}  // namespace

void add_audience_commands(CLI::App& app, AudienceCommand& into, std::function<int()>& run,
                           const Clock& clock, Random& random) {
  CLI::App* stages = add_command(
      app, "stages", "Count customers by stage of buying, now or at any moment of the past.", into);
  stages->add_option("--at", into.at,
                     "A moment: 2026-01-31 (midnight in the shop's time zone) or 2026-01-31T09:00:00Z");
  stages->callback([&] {
    run = [&] {
      json::object arguments;
      if (!into.at.empty()) arguments["at"] = into.at;
      Operator place = desk(into, clock, random);
      return print(into, place, place.ask("stages", arguments), stages_report);
    };
  });
  CLI::App* gaps = add_command(app, "gaps", "Show how far apart purchases are, and settings that fit.", into);
  gaps->add_option("--svg", into.svg_file, "Write the picture into this file as well");
  gaps->callback([&] {
    run = [&] {
      Operator place = desk(into, clock, random);
      const auto result = place.ask("gaps");
      if (!into.svg_file.empty()) write_file(into.svg_file, gaps_svg(result), 0644);
      return print(into, place, result, gaps_report);
    };
  });
  CLI::App* segments = add_command(app, "segments", "List the segments and how large each one is.", into);
  segments->callback([&] {
    run = [&] {
      Operator place = desk(into, clock, random);
      return print(into, place, place.ask("segments"), segments_report);
    };
  });
  CLI::App* segment = add_command(
      app, "segment", "Show one segment over time and some of its members; why a customer is in it or not.",
      into);
  segment->add_option("NAME", into.segment, "The segment's name, such as vip")->required();
  segment->add_option(
      "--customer", into.customer,
      "Why this one: the shop's id of the customer, an e-mail address or phone, or our number");
  segment->callback([&] {
    run = [&] {
      json::object arguments{{"segment", into.segment}};
      if (!into.customer.empty()) arguments["customer"] = into.customer;
      Operator place = desk(into, clock, random);
      return print(into, place, place.ask("segment", arguments), segment_report);
    };
  });
}

}  // namespace lifecycled
