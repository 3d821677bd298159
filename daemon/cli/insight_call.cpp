#include "cli/insight_call.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/file.hpp"
#include "base/text.hpp"
#include "base/time_zones.hpp"
#include "cli/checked_configuration.hpp"
#include "cli/insight_report.hpp"
#include "cli/operator.hpp"
#include "cli/report.hpp"
#include "cli/shown_moments.hpp"
#include "insight/campaign_picture.hpp"

namespace lifecycled {
namespace {

void print(const std::string& text) { std::fputs(text.c_str(), stdout); }

}  // namespace

void insist_on(const Problems& problems) {
  if (!problems.has_errors()) return;
  std::string mistakes;
  for (const Problem& problem : problems.sorted()) {
    if (problem.severity == Problem::Severity::Error) mistakes += to_string(problem) + "\n";
  }
  throw CommandError(mistakes + "mend these first; `lifecycled check` tells the same");
}

// A shop that has not begun yet is one in which nobody is anywhere.
Database open_to_read(const Settings& settings) {
  const auto file = std::filesystem::path(settings.state_folder) / "lifecycled.db";
  if (!std::filesystem::exists(file)) return Database(":memory:", Database::Mode::ReadWrite);
  return Database(file, Database::Mode::ReadOnly);
}

std::string picture_moment(const Configuration& configuration, Instant now) {
  const TimeZone zone = TimeZone::named(configuration.settings.shop.time_zone);
  const std::chrono::year_month_day day{zone.day_of(now)};
  const auto time = zone.time_of_day(now).count();
  return fmt::format("{:04}-{:02}-{:02} at {:02}:{:02}", static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()), time / 60,
                     time % 60);
}

namespace {

// Of the files, or as it was when its file was last there.
CampaignDefinition named(const Configuration& configuration, Database& database, const std::string& name) {
  std::vector<std::string> names;
  for (const CampaignDefinition& campaign : configuration.campaigns) {
    if (campaign.name == name) return campaign;
    names.push_back(campaign.name);
  }
  Campaigns stored(database);
  if (const auto row = stored.find(name); row && row->current_version) {
    Problems problems;
    CampaignDefinition removed = parse_campaign(name, stored.source(*row->current_version).value_or(""),
                                                name + ".toml (removed)", problems);
    removed.live = false;
    if (!problems.has_errors()) return removed;
  }
  const std::string near = did_you_mean(name, names);
  throw CommandError(fmt::format("there is no campaign \"{}\"{}", name, near.empty() ? "" : "; " + near));
}

int show(const InsightCall& call, const Configuration& configuration, const std::string& text,
         const boost::json::object& json, const std::function<std::string()>& svg) {
  if (!call.svg.empty()) {
    write_file(call.svg, svg(), 0644);
    // Browsers and wikis of others read it; there are counts in it, and no customer.
    using enum std::filesystem::perms;
    std::filesystem::permissions(call.svg, owner_read | owner_write | group_read | others_read);
  }
  if (call.json) {
    print(json_text(json) + "\n");
  } else if (call.svg.empty()) {
    print(with_shown_moments(text, std::string_view(configuration.settings.shop.time_zone)));
  }
  return 0;
}

int map(const InsightCall& call, const Clock& clock) {
  const LoadedConfiguration loaded = load_configuration(call.configuration_file);
  insist_on(loaded.problems);
  const Configuration& configuration = loaded.configuration;
  Database database = open_to_read(configuration.settings);
  const std::string when = picture_moment(configuration, clock.now());
  if (call.campaign.empty()) {
    const ShopMap whole = map_shop(database, configuration, clock.now());
    return show(call, configuration, shop_text(whole), map_json(whole),
                [&] { return shop_svg(whole, "on " + when); });
  }
  const CampaignDefinition campaign = named(configuration, database, call.campaign);
  const CampaignFlow flow = flow_of(database, campaign);
  return show(call, configuration, campaign_text(campaign, flow), flow_json(campaign, flow), [&] {
    DotLayout layout;
    return campaign_svg(campaign, flow, layout, configuration.settings.shop.name + " on " + when);
  });
}

int plan(const InsightCall& call, const Clock& clock) {
  const CheckedConfiguration checked = check_configuration(call.configuration_file, find_program_places());
  insist_on(checked.problems);
  Database database = open_to_read(checked.configuration.settings);
  const auto segments = plan_segments(database, checked.configuration, clock.now());
  const auto planned = plan_changes(database, checked.configuration, segments, clock.now());
  return show(call, checked.configuration, plan_report(planned, segments), plan_json(planned, segments),
              [] { return std::string(); });
}

CLI::App* add(CLI::App& app, const std::string& name, const std::string& help, InsightCall& into) {
  CLI::App* sub = app.add_subcommand(name, help);
  sub->add_option("--config", into.configuration_file, "The shop's lifecycled.toml")->capture_default_str();
  sub->add_flag("--json", into.json, "Print JSON for programs instead of text for people");
  return sub;
}

}  // namespace

void add_insight_commands(CLI::App& app, InsightCall& into, std::function<int()>& run, const Clock& clock) {
  CLI::App* map_command =
      add(app, "map", "Draw the whole lifecycle, or one campaign with counts at each step.", into);
  map_command->add_option("CAMPAIGN", into.campaign, "This campaign's journey instead of the whole");
  map_command->add_option("--svg", into.svg, "Write a picture into this file instead of printing text");
  map_command->footer(
      "A campaign is placed by Graphviz's program dot. Reads the database and holds up nothing.");
  map_command->callback([&] { run = [&] { return map(into, clock); }; });
  CLI::App* plan_command =
      add(app, "plan",
          "Say what `reload` would do to the people inside changed campaigns, and who would start.", into);
  plan_command->footer("Changes nothing. Exit status 1: the files have mistakes.");
  plan_command->callback([&] { run = [&] { return plan(into, clock); }; });
}

}  // namespace lifecycled
