#include "cli/suppress_call.hpp"

#include <cstdio>
#include <fstream>
#include <iostream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/json_fields.hpp"
#include "base/text.hpp"
#include "cli/operator.hpp"
#include "cli/report.hpp"

namespace lifecycled {
namespace {

namespace json = boost::json;

constexpr std::size_t lines_at_once = 500;
constexpr std::size_t most_refused_told = 20;

void print(const std::string& text) { std::fputs(text.c_str(), stdout); }

Operator desk(const SuppressCall& call, const Clock& clock, Random& random) {
  return {call.configuration_file, clock, random, Log::to_standard_error(LogLevel::Warning)};
}

struct Sum {
  std::int64_t added = 0, known = 0, refused = 0;
};

void send(Operator& place, json::array things, Sum& sum) {
  if (things.empty()) return;
  const auto answer = place.ask("suppress", json::object{{"act", "add"}, {"things", std::move(things)}});
  sum.added += answer.at("added").to_number<std::int64_t>();
  sum.known += answer.at("known").to_number<std::int64_t>();
  for (const json::value& text : answer.at("refused").as_array()) {
    if (++sum.refused <= static_cast<std::int64_t>(most_refused_told))
      std::fputs(fmt::format("\"{}\" is no e-mail address, no phone number with +, and no domain\n",
                             std::string_view(text.as_string()))
                     .c_str(),
                 stderr);
  }
}

int tell(const SuppressCall& call, const Sum& sum) {
  print(call.json
            ? json_text(json::object{{"added", sum.added}, {"known", sum.known}, {"refused", sum.refused}}) +
                  "\n"
            : fmt::format("{} added, {} were there, {} refused\n", sum.added, sum.known, sum.refused));
  return sum.refused > 0 ? 1 : 0;
}

int add_all(const SuppressCall& call, const Clock& clock, Random& random) {
  Operator place = desk(call, clock, random);
  json::array things;
  for (const std::string& thing : call.things) things.emplace_back(thing);
  Sum sum;
  send(place, std::move(things), sum);
  return tell(call, sum);
}

// The first field of a line: what others' exports begin with.
std::string first_field(const std::string& line) {
  std::string_view field = trimmed(line);
  field = trimmed(field.substr(0, field.find_first_of(",;\t")));
  if (field.size() >= 2 && field.front() == '"' && field.back() == '"')
    field = field.substr(1, field.size() - 2);
  return std::string(field);
}

int import(const SuppressCall& call, const Clock& clock, Random& random) {
  std::ifstream file;
  if (call.file != "-") {
    file.open(call.file, std::ios::binary);
    if (!file) throw CommandError(call.file + ": cannot be read");
  }
  std::istream& in = call.file == "-" ? std::cin : file;
  Operator place = desk(call, clock, random);
  Sum sum;
  json::array things;
  std::string line;
  for (bool is_first = true; std::getline(in, line); is_first = false) {
    const std::string field = first_field(line);
    if (field.empty() || field.front() == '#') continue;
    if (is_first && field.find_first_of("@.+") == std::string::npos) continue;  // a header: "email"
    things.emplace_back(field);
    if (things.size() < lines_at_once) continue;
    send(place, std::move(things), sum);
    things = {};
  }
  send(place, std::move(things), sum);
  return tell(call, sum);
}

std::string row_line(const json::value& row) {
  const std::string channel = text_at(row, "channel").value_or("");
  return fmt::format("  {}  {:<8} {:<16} {:<12} since {}\n", text_at(row, "id").value_or(""),
                     text_at(row, "what").value_or(""), text_at(row, "why").value_or(""),
                     channel.empty() ? "all channels" : channel, text_at(row, "since").value_or(""));
}

int ask_one(const SuppressCall& call, const Clock& clock, Random& random, const std::string& act) {
  Operator place = desk(call, clock, random);
  const auto result = place.ask("suppress", json::object{{"act", act}, {"thing", call.things.front()}});
  const json::array& found = result.at(act == "check" ? "found" : "removed").as_array();
  std::string text = found.empty() ? "nothing stands against it\n"
                                   : std::string(act == "check" ? "not written to:\n" : "removed:\n");
  for (const json::value& row : found) text += row_line(row);
  print(call.json ? json_text(result) + "\n" : place.shown(text));
  // As grep: 0 where something was found.
  return found.empty() ? 1 : 0;
}

int list(const SuppressCall& call, const Clock& clock, Random& random) {
  Operator place = desk(call, clock, random);
  const auto result = place.ask("suppress", json::object{{"act", "list"}, {"limit", call.limit}});
  std::string text;
  for (const json::value& count : result.at("counts").as_array())
    text += fmt::format("{:>9}  {} ({})\n", text_at(count, "count").value_or(""),
                        text_at(count, "why").value_or(""), text_at(count, "what").value_or(""));
  if (text.empty()) text = "nobody is suppressed\n";
  if (!result.at("latest").as_array().empty()) text += "the latest:\n";
  for (const json::value& row : result.at("latest").as_array()) text += row_line(row);
  print(call.json ? json_text(result) + "\n" : place.shown(text));
  return 0;
}

}  // namespace

void add_suppress_commands(CLI::App& app, SuppressCall& into, std::function<int()>& run, const Clock& clock,
                           Random& random) {
  CLI::App* suppress = app.add_subcommand("suppress", "Who is not to be written to, whatever was agreed.");
  suppress->require_subcommand(1);
  const auto add = [&](const std::string& act, const std::string& help, auto act_on) {
    CLI::App* sub = suppress->add_subcommand(act, help);
    sub->add_option("--config", into.configuration_file, "The shop's lifecycled.toml")
        ->default_val("/etc/lifecycled/lifecycled.toml");
    sub->add_flag("--json", into.json, "Print JSON for programs instead of text for people");
    sub->callback([&run, act_on] { run = act_on; });
    return sub;
  };
  add("add", "Never write to these again, on any channel.", [&] { return add_all(into, clock, random); })
      ->add_option("ADDRESS", into.things,
                   "E-mail addresses, phone numbers with +, domains such as shop.example")
      ->required();
  CLI::App* removed =
      add("remove", "Take an address or a domain off the list, with bounces and complaints of it.",
          [&] { return ask_one(into, clock, random, "remove"); });
  removed->add_option("ADDRESS", into.things, "An e-mail address, a phone number with +, or a domain")
      ->required()
      ->expected(1);
  removed->footer("A yes on record counts again then. Exit status 1: nothing stood there.");
  CLI::App* checked = add("check", "Whether somebody is written to: the reasons why not, of the domain too.",
                          [&] { return ask_one(into, clock, random, "check"); });
  checked->add_option("ADDRESS", into.things, "An e-mail address, a phone number with +, or a domain")
      ->required()
      ->expected(1);
  checked->footer("Exit status 0: something stands against it; 1: nothing does.");
  add("list", "How many, for which reasons, since when. Addresses are kept as hashes and cannot be shown.",
      [&] { return list(into, clock, random); })
      ->add_option("--limit", into.limit, "So many of the latest")
      ->check(CLI::Range(0, 10'000))
      ->capture_default_str();
  CLI::App* imported = add("import", "Add all addresses and domains of a file, one a line.",
                           [&] { return import(into, clock, random); });
  imported->add_option("FILE", into.file, "The file; - reads standard input")->required();
  imported->footer(
      "Of CSV the first column counts. Lines with # are comments. Importing again changes nothing.");
}

}  // namespace lifecycled
