#include "config/wait_reader.hpp"

#include <array>

#include <fmt/format.h>

#include "config/fact_name.hpp"
#include "config/step_reader.hpp"
#include "config/value_forms.hpp"

namespace lifecycled {
namespace {

constexpr std::string_view best_instead = "use an hour such as \"10:00\"";

void read_until(const TableReader& table, CampaignStep& out, Problems& problems) {
  if (table.has("offset") && !table.has("until")) {
    problems.error(table.entry("offset")->key_place, "\"offset\" belongs to an \"until\"",
                   "to wait for a time use \"after\"");
  }
  constexpr std::string_view form = "a date such as \"event.promised_at\" or \"property.renews_at\"";
  const auto text = table.text("until", form);
  if (!text) return;
  const auto fact = parse_fact_name(text->text, text->place);
  if (!fact) return table.wrong("until", table.entry("until")->value, form);
  out.until = StepUntil{*fact, Milliseconds{0}};
  if (table.has("after")) {
    problems.error(table.entry("until")->key_place, "a step waits \"after\" or \"until\", not both",
                   "use \"offset\" to come before or after that date");
  }
  const auto offset = table.text("offset", "a span such as \"-3d\" or \"12h\"");
  if (!offset) return;
  const auto span = parse_signed_duration(offset->text);
  if (!span) return table.wrong("offset", table.entry("offset")->value, "a span such as \"-3d\" or \"12h\"");
  out.until->offset = *span;
}

void read_moment(const TableReader& table, CampaignStep& out, Problems& problems) {
  out.after = table.duration("after");
  read_until(table, out, problems);
  out.within = table.duration("within");
  if (table.has("within") && !table.has("at")) {
    problems.error(table.entry("within")->key_place, "\"within\" belongs to an \"at\"",
                   "it says how far away that hour may be");
  }
  const auto at = table.text("at");
  if (!at) return;
  out.at = parse_moment(at->text);
  if (at->text == "best") {
    problems.error(at->place, "at = \"best\" is not available in this version", std::string(best_instead));
  } else if (!out.at) {
    table.wrong("at", table.entry("at")->value, "a time such as \"10:00\" or \"mon 10:00\"");
  }
}

void read_wait(const TableReader& table, CampaignStep& out, Problems& problems) {
  for (const std::string_view key : {"at_most", "if_not"}) {
    if (table.has(key) && !table.has("wait_for")) {
      problems.error(table.entry(key)->key_place, fmt::format("\"{}\" belongs to a \"wait_for\"", key),
                     "to wait for a time use \"after\"");
    }
  }
  const TomlEntry* entry = table.entry("wait_for");
  if (!entry) return;
  StepWait wait;
  if (const auto* below = std::get_if<TomlTable>(&entry->value.is)) {
    const TableReader stage(*below, key_sets::wait_for, "\"wait_for\"", problems);
    if (auto name = stage.text("stage", "a stage such as \"lapsed\"")) wait.stage = {name->text, name->place};
    if (!stage.has("stage")) stage.missing("stage", "wait_for = { stage = \"lapsed\" }");
    stage.unknown_keys();
  } else {
    wait.events = read_names(table, "wait_for", "an event, a list of events or { stage = \"lapsed\" }");
  }
  wait.at_most = table.duration("at_most");
  constexpr std::array<std::string_view, 2> answers{"go on", "exit"};
  if (const auto answer = table.word("if_not", answers)) wait.exit_if_not = *answer == 1;
  if (table.has("if_not") && !table.has("at_most")) {
    problems.error(table.entry("if_not")->key_place, "\"if_not\" says what happens after \"at_most\"",
                   "add at_most = \"10d\" or the like");
  }
  out.wait_for = std::move(wait);
}

}  // namespace

void read_waits(const TableReader& table, CampaignStep& out, Problems& problems) {
  read_moment(table, out, problems);
  read_wait(table, out, problems);
}

}  // namespace lifecycled
