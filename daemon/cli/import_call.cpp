#include "cli/import_call.hpp"

#include <cstdio>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/program_places.hpp"
#include "cli/report.hpp"

namespace lifecycled {
namespace {

namespace json = boost::json;
using BringIn = json::object (*)(Operator&, const ImportRequest&, const Clock&);

int import_file(ImportCall& call, BringIn bring_in, const Clock& clock, Random& random) {
  for (const std::string& entry : call.maps) {
    const auto equals = entry.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == entry.size()) {
      throw CommandError(
          fmt::format("--map \"{}\": write THEIRS=OURS, such as --map klant=customer_id", entry));
    }
    call.request.map[entry.substr(0, equals)] = entry.substr(equals + 1);
  }
  call.request.show_progress = !call.json;
  Operator place(call.configuration_file, clock, random, Log::to_standard_error(LogLevel::Warning));
  const auto result = bring_in(place, call.request, clock);
  std::fputs((call.json ? json_text(result) + "\n" : import_report(result)).c_str(), stdout);
  // A file of which nothing could be used is a failure, whatever else was fine.
  return result.at("rows") == result.at("refused") && result.at("refused").to_number<int>() > 0 ? 1 : 0;
}

}  // namespace

void add_import_command(CLI::App& app, ImportCall& into, std::function<int()>& run, const Clock& clock,
                        Random& random) {
  CLI::App* import = app.add_subcommand("import", "Bring in history from a file.");
  import->require_subcommand(1);
  const auto add = [&](const std::string& what, const std::string& help, const std::string& file,
                       const std::string& footer, BringIn bring_in) {
    CLI::App* sub = import->add_subcommand(what, help);
    sub->add_option("--config", into.configuration_file, "The shop's lifecycled.toml")->capture_default_str();
    sub->add_flag("--json", into.json, "Print JSON for programs instead of text for people");
    sub->add_option("FILE", into.request.file, file)->required();
    sub->add_option("--map", into.maps,
                    "THEIRS=OURS: what a column of the file means; may be given several times");
    sub->add_option("--rejects", into.request.reject_file, "Where refused rows go (default: FILE.rejected)");
    sub->footer(footer);
    sub->callback([&into, &run, &clock, &random, bring_in] {
      run = [&into, &clock, &random, bring_in] { return import_file(into, bring_in, clock, random); };
    });
  };
  add("orders", "Import orders from a CSV file with a header line. Importing a file again changes nothing.",
      "The CSV file; - reads standard input",
      "Needed columns: customer_id, order_id, ordered_at, total. Known besides: currency, coupon, "
      "discount, status,\n"
      "refunded, email, phone, first_name, last_name, language, country, time_zone.\n"
      "History starts no journeys: an event older than a trigger's max_age (a day) only counts as a fact.",
      import_orders);
  add("consents",
      "Import consents with their evidence, from CSV or JSON "
      "Lines. Importing a file again changes nothing.",
      "The file; - reads standard input",
      "Needed columns: customer_id, at, source (how it was said), and email, phone or address. Known "
      "besides: "
      "channel,\n"
      "purpose (marketing), given (yes), text (what was agreed to), language, ip, by, reason.\n"
      "The latest word counts, whenever it is imported; whoever was erased must have agreed after that.",
      import_consents);
}

}  // namespace lifecycled
