#include "cli/export_call.hpp"

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/data_command.hpp"
#include "cli/insight_call.hpp"
#include "intake/export_lines.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t rows_at_once = 500;
// In the order in which `import` takes them best: who they are before what they did.
constexpr std::array kinds{"customers", "orders", "consents", "events"};

template <class Read>
std::uint64_t write_lines(std::ostream& out, Read read) {
  std::uint64_t lines = 0;
  std::int64_t after = 0;
  // Slice by slice: one long read would keep the daemon from emptying its write-ahead log.
  for (bool more = true; more && out;) {
    for (const auto& row : read(after, more)) {
      out << export_line(row) << '\n';
      ++lines;
    }
  }
  return lines;
}

std::uint64_t write_kind(Database& database, const std::string& kind, std::ostream& out) {
  ShopExport shop(database);
  if (kind == "customers")
    return write_lines(out,
                       [&](auto& after, bool& more) { return shop.customers(after, rows_at_once, more); });
  if (kind == "orders")
    return write_lines(out, [&](auto& after, bool& more) { return shop.orders(after, rows_at_once, more); });
  if (kind == "consents")
    return write_lines(out,
                       [&](auto& after, bool& more) { return shop.consents(after, rows_at_once, more); });
  return write_lines(out, [&](auto& after, bool& more) { return shop.events(after, rows_at_once, more); });
}

// Under its name only when it is whole.
std::uint64_t write_into_folder(Database& database, const std::string& kind,
                                const std::filesystem::path& folder) {
  const auto file = folder / (kind + ".jsonl"), unfinished = folder / (kind + ".jsonl.unfinished");
  std::filesystem::create_directories(folder);
  std::ofstream out(unfinished, std::ios::binary | std::ios::trunc);
  const std::uint64_t lines = out ? write_kind(database, kind, out) : 0;
  out.close();
  if (!out) throw CommandError(fmt::format("{}: cannot be written", unfinished.string()));
  std::filesystem::rename(unfinished, file);
  return lines;
}

int run_export(const ExportCall& call) {
  if (call.what == "all" && call.folder.empty())
    throw CommandError("an export of all is several files: --out FOLDER says where they go");
  const LoadedConfiguration loaded = load_configuration(call.configuration_file);
  insist_on(loaded.problems);
  Database database = open_to_read(loaded.configuration.settings);
  for (const std::string kind : kinds) {
    if (call.what != "all" && call.what != kind) continue;
    if (call.folder.empty()) {
      write_kind(database, kind, std::cout);
      if (!std::cout.flush()) throw CommandError("standard output cannot be written");
      continue;
    }
    const std::uint64_t lines = write_into_folder(database, kind, call.folder);
    std::fputs(fmt::format("{}: {} lines\n",
                           (std::filesystem::path(call.folder) / (kind + ".jsonl")).string(), lines)
                   .c_str(),
               stdout);
  }
  return 0;
}

}  // namespace

void add_export_command(CLI::App& app, ExportCall& into, std::function<int()>& run) {
  CLI::App* sub =
      app.add_subcommand("export", "Give back all that the shop told, as JSON Lines that import takes.");
  sub->add_option("WHAT", into.what, "customers, orders, consents, events or all")
      ->check(CLI::IsMember({"customers", "orders", "consents", "events", "all"}))
      ->capture_default_str();
  sub->add_option("--out", into.folder,
                  "The folder for WHAT.jsonl; without it standard output, but not for all");
  sub->add_option("--config", into.configuration_file, "The shop's lifecycled.toml")->capture_default_str();
  sub->footer(
      "Reads the database beside the daemon, changes nothing and holds up nothing. Into another shop it goes "
      "by\n"
      "lifecycled import, in the order customers, orders, consents, events. Left out: whoever was erased or "
      "is\n"
      "restricted, what lifecycled itself decided and sent, and suppressions (lifecycled suppress list).");
  sub->callback([&into, &run] { run = [&into] { return run_export(into); }; });
}

}  // namespace lifecycled
