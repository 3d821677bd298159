#include "cli/liquid_call.hpp"

#include <iostream>

#include <CLI/CLI.hpp>

namespace lifecycled {

void add_liquid_command(CLI::App& app, LiquidCall& into, std::function<int()>& run) {
  CLI::App* sub = app.add_subcommand(
      "liquid", "Render a Liquid file with JSON to standard output: the template engine on its own.");
  CLI::Option* file = sub->add_option("FILE", into.command.file, "The template; - reads standard input")
                          ->capture_default_str();
  sub->add_option("--data", into.command.data,
                  "What it knows: a file with a JSON object; - reads standard input");
  sub->add_option("--partials", into.command.partials, "The folder of what render and include show");
  sub->add_option("--mode", into.mode, "How strictly templates are read; rigid is Shopify's strict2")
      ->check(CLI::IsMember({"lax", "strict", "rigid", "warn", "strict2"}))
      ->capture_default_str();
  LiquidOptions& options = into.command.options;
  sub->add_flag("--html", options.escape_html, "Escape what is printed, as in the html of a mail");
  sub->add_flag("--strict-variables", options.strict_variables, "An unknown variable is an error");
  sub->add_flag("--print-errors", options.prints_errors,
                "Print errors of the rendering in their places and go on, as Shopify does; lax implies it");
  sub->add_option("--zone", options.time_zone,
                  "The time zone of dates; without it UTC, and dates that name their offset keep it");
  sub->add_flag("--batch", into.command.batch,
                "Answer test cases: standard input has a JSON object a line (template, data, templates)")
      ->excludes(file);
  sub->footer(
      "Filters are Shopify's; money, plural and their kind belong to messages.\n"
      "Exit status 1: the template has mistakes, told with their places. --batch answers each line by\n"
      "{\"result\": ...} or {\"error\": ...}.");
  sub->callback([&into, &run] {
    run = [&into] {
      LiquidOptions& options = into.command.options;
      options.mode = *liquid_mode(into.mode);
      // Ruby's lax engine ends for nothing; a case of a batch has a mode of its own.
      if (options.mode == liquid::Mode::lax && !into.command.batch) options.prints_errors = true;
      return run_liquid(into.command, std::cin, std::cout, std::cerr);
    };
  });
}

}  // namespace lifecycled
