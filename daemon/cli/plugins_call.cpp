#include "cli/plugins_call.hpp"

#include <cstdio>
#include <filesystem>

#include <CLI/CLI.hpp>

#include "base/file.hpp"
#include "cli/plugins_command.hpp"
#include "cli/report.hpp"

namespace lifecycled {
namespace {

int report(const PluginsCall& call, const boost::json::object& result,
           std::string (*for_people)(const boost::json::object&)) {
  std::fputs((call.json ? json_text(result) + "\n" : for_people(result)).c_str(), stdout);
  return 0;
}

int write_schema(const PluginsCall& call, const std::string& schema) {
  if (call.out_file.empty()) {
    std::fputs(schema.c_str(), stdout);
    return 0;
  }
  write_file(call.out_file, schema);
  // Everybody's editor reads it, whoever made it.
  using enum std::filesystem::perms;
  std::filesystem::permissions(call.out_file, owner_read | owner_write | group_read | others_read);
  return 0;
}

CLI::App* add_new(CLI::App& plugins, NewPlugin& fresh) {
  CLI::App* sub =
      plugins.add_subcommand("new", "Write a plugin project that builds and passes the checker as it is.");
  sub->fallthrough();
  sub->add_option("NAME", fresh.name, "The channel type it will offer, such as acme.sms")->required();
  sub->add_option("--in", fresh.folder, "Make the project's folder in this one")->capture_default_str();
  sub->add_option("--language", fresh.language, "What it is written in")
      ->check(CLI::IsMember({"c++", "c"}))
      ->capture_default_str();
  return sub;
}

}  // namespace

void add_plugins_command(CLI::App& app, PluginsCall& into, std::function<int()>& run) {
  CLI::App* sub = app.add_subcommand("plugins",
                                     "List the channel plugins that are there; describe one; write the "
                                     "schema for editors; begin a new one.");
  CLI::Option* file =
      sub->add_option("--config", into.configuration_file, "The shop's lifecycled.toml, if there is one")
          ->capture_default_str();
  sub->add_option("--folder", into.folder, "Look into this folder alone, without a configuration");
  sub->add_flag("--json", into.json, "Print JSON for programs instead of text for people");
  sub->require_subcommand(0, 1);
  sub->footer("Exit status 1: a plugin cannot be used, or what was asked for is not there.");
  const auto survey = [&into, file] {
    return PluginSurvey({into.folder, into.configuration_file, file->count() > 0}, find_program_places());
  };
  CLI::App* describe = sub->add_subcommand(
      "describe", "What a channel type takes: options, message fields, and an example to begin with.");
  describe->fallthrough();
  describe
      ->add_option("TYPE", into.type, "A channel type such as email, or a plugin's file such as ./acme.so")
      ->required();
  CLI::App* schema = sub->add_subcommand(
      "schema", "The JSON Schema of lifecycled.toml with the options of every plugin that is there.");
  schema->fallthrough();
  schema->add_option("--out", into.out_file, "Write it into this file instead of printing it");
  CLI::App* fresh = add_new(*sub, into.fresh);
  sub->callback([&into, &run, describe, schema, fresh, survey] {
    if (fresh->parsed()) {
      run = [&into] { return report(into, write_new_plugin(into.fresh), new_plugin_report); };
    } else if (describe->parsed()) {
      run = [&into, survey] { return report(into, survey().describe(into.type), plugin_description_report); };
    } else if (schema->parsed()) {
      run = [&into, survey] { return write_schema(into, survey().schema()); };
    } else {
      run = [&into, survey] {
        const PluginSurvey all = survey();
        report(into, all.list(), plugin_list_report);
        return all.has_faults() ? 1 : 0;
      };
    }
  });
}

}  // namespace lifecycled
