#include "cli/import_call.hpp"

#include <cstdio>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/report.hpp"

namespace lifecycled {
namespace {

namespace json = boost::json;
// "theirs=ours,a, b=ours": a comma within their name is one that no "=" follows.
void read_map(const std::string& given, std::map<std::string, std::string>& map) {
  std::string theirs;
  for (const std::string_view part : split(given, ',')) {
    theirs += theirs.empty() ? "" : ",";
    theirs += part;
    const auto equals = theirs.find('=');
    if (equals == std::string::npos) continue;
    if (equals == 0 || equals + 1 == theirs.size()) break;
    map[theirs.substr(0, equals)] = theirs.substr(equals + 1);
    theirs.clear();
  }
  if (theirs.empty() && !given.empty()) return;
  throw CommandError(
      fmt::format("--map \"{}\": write THEIRS=OURS, such as --map klant=customer_id,nummer=order_id", given));
}

int run_import(ImportCall& call, const std::string& kind, const Clock& clock, Random& random) {
  for (const std::string& given : call.maps) read_map(given, call.request.map);
  call.request.kind = kind;
  call.request.show_progress = !call.json;
  Operator place(call.configuration_file, clock, random, Log::to_standard_error(LogLevel::Warning));
  const auto result = import_file(place, call.request, clock);
  std::fputs((call.json ? json_text(result) + "\n" : import_report(result)).c_str(), stdout);
  // A file of which nothing could be used is a failure, whatever else was fine.
  return result.at("rows") == result.at("refused") && result.at("refused").to_number<int>() > 0 ? 1 : 0;
}

}  // namespace

void add_import_command(CLI::App& app, ImportCall& into, std::function<int()>& run, const Clock& clock,
                        Random& random) {
  CLI::App* import = app.add_subcommand("import", "Bring in history from a file.");
  import->require_subcommand(1);
  const auto add = [&](const std::string& kind, const std::string& help, const std::string& footer) {
    CLI::App* sub = import->add_subcommand(
        kind, help + ", from CSV or JSON Lines. Importing a file again changes nothing.");
    sub->add_option("--config", into.configuration_file, "The shop's lifecycled.toml")->capture_default_str();
    sub->add_flag("--json", into.json, "Print JSON for programs instead of text for people");
    sub->add_option("FILE", into.request.file,
                    "The file, CSV with a header or JSON Lines; - reads standard input")
        ->required();
    sub->add_option("--map", into.maps,
                    "THEIRS=OURS,...: what columns of the file mean; may be given several times");
    sub->add_option("--rejects", into.request.reject_file, "Where refused rows go (default: FILE.rejected)");
    sub->add_flag("--start-journeys", into.request.starts_journeys,
                  "Let what the file tells start journeys, as if the shop told it now");
    sub->add_flag("--dry-run", into.request.is_trial,
                  "Read the file and tell what would be refused; change nothing");
    sub->footer(
        footer +
        "\nAn import that was stopped is started again: what is in is skipped. History starts no journeys.");
    sub->callback([&into, &run, &clock, &random, kind] {
      run = [&into, &clock, &random, kind] { return run_import(into, kind, clock, random); };
    });
  };
  add("customers", "Import customers",
      "Needed column: customer_id. Known besides: anonymous_id, known_since, updated_at, email, phone, "
      "first_name,\n"
      "last_name, language, country, time_zone. Each other column becomes a property of that name.\n"
      "What the shop said later than updated_at (default: now) stands. A consent is another matter: import "
      "consents.");
  add("orders", "Import orders",
      "Needed columns: customer_id, order_id, ordered_at, total. Known besides: currency, coupon, "
      "discount, status,\n"
      "refunded, sales_channel, products (JSON Lines), email, phone, first_name, last_name, language, "
      "country, "
      "time_zone.");
  add("events", "Import events",
      "Needed columns: name, occurred_at, and customer_id or anonymous_id. Known besides: message_id, "
      "properties (JSON).\n"
      "Each other column of a CSV file becomes a property.");
  add("consents", "Import consents with their evidence",
      "Needed columns: customer_id, at, source (how it was said), and email, phone or address. Known "
      "besides: "
      "channel,\n"
      "purpose (marketing), given (yes), text (what was agreed to), language, ip, by, reason.\n"
      "The latest word counts, whenever it is imported; whoever was erased must have agreed after that.");
}

}  // namespace lifecycled
