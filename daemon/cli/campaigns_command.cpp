#include "cli/campaigns_command.hpp"

#include <cstdio>

#include <CLI/CLI.hpp>

#include "cli/program_places.hpp"
#include "cli/report.hpp"

namespace lifecycled {
namespace {

int run_campaigns(const CampaignsCommand& command, bool is_new) {
  const CampaignLibrary library(command.file, find_program_places().configuration);
  const auto result = is_new ? library.write_new(command.fresh) : library.list();
  const auto for_people = is_new ? new_campaign_report : campaign_list_report;
  std::fputs((command.json ? json_text(result) + "\n" : for_people(result)).c_str(), stdout);
  return 0;
}

}  // namespace

CLI::App* add_campaign_commands(CLI::App& app, CampaignsCommand& command, std::function<int()>& run) {
  CLI::App* sub = app.add_subcommand("campaigns",
                                     "List the shop's campaigns and those that come with the program; begin "
                                     "one from another; pause and end.");
  sub->add_option("--config", command.file, "The shop's lifecycled.toml")->capture_default_str();
  sub->add_flag("--json", command.json, "Print JSON for programs instead of text for people");
  sub->require_subcommand(0, 1);
  CLI::App* fresh = sub->add_subcommand("new", "Copy a campaign under a new name, not live, to be edited.");
  fresh->fallthrough();
  fresh->add_option("NAME", command.fresh.name, "The name of the new file, without .toml")->required();
  fresh->add_option("--from", command.fresh.from, "The campaign to copy, such as cart-abandonment")
      ->required();
  sub->callback([&command, &run, sub, fresh] {
    const auto chosen = sub->get_subcommands();
    if (!chosen.empty() && chosen.front() != fresh) return;
    run = [&command, is_new = fresh->parsed()] { return run_campaigns(command, is_new); };
  });
  return sub;
}

}  // namespace lifecycled
