#include "config/step_reader.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "config/value_forms.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t most_branches = 20;
constexpr std::string_view best_instead = "use an hour such as \"10:00\"";

void read_when(const TableReader& table, CampaignStep& out, Problems& problems) {
  out.after = table.duration("after");
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

SendAction read_send(const TableReader& table, Problems& problems) {
  SendAction out;
  if (const auto message = table.text("send", "a message such as \"welcome/hello\"")) {
    out.message = {message->text, message->place};
  }
  for (auto& channel : read_names(table, "channel", "a channel, a list of channels or \"all\"")) {
    if (channel.name == "best") {
      problems.error(channel.place, "channel = \"best\" is not available in this version",
                     "leave it out for the shop's order, or list channels");
    } else {
      out.channels.push_back(std::move(channel));
    }
  }
  if (out.channels.size() == 1 && out.channels[0].name == "all") {
    out.all_channels = true;
    out.channels.clear();
  }
  for (const PlacedName& channel : out.channels) {
    if (channel.name == "all")
      problems.error(channel.place, "\"all\" stands alone", "write channel = \"all\"");
  }
  if (const auto other = table.text("other_than", "the id of an earlier step")) {
    out.other_than = other->text;
    out.other_than_place = other->place;
  }
  out.kind = read_message_kind(table);
  return out;
}

SplitAction read_split(const TableReader& table, Problems& problems) {
  SplitAction out;
  constexpr std::string_view form =
      "a list such as [ { path = \"home\", where = \"country = 'NL'\" }, { path = \"rest\" } ]";
  const auto* branches = table.list("split", form);
  if (!branches) return out;
  for (const TomlValue& value : *branches) {
    const auto* below = std::get_if<TomlTable>(&value.is);
    if (!below) {
      problems.error(value.place, fmt::format("a branch of \"split\" must be a table, not {}", shown(value)),
                     "such as { path = \"rest\" }");
      continue;
    }
    const TableReader branch(*below, key_sets::branch, "a branch of \"split\"", problems);
    const auto path = branch.text("path", "a name such as \"first\"");
    if (!branch.has("path")) branch.missing("path", "later steps name it to be for these customers only");
    if (path &&
        std::ranges::find(out.branches, path->text, &SplitAction::Branch::path) != out.branches.end()) {
      problems.error(path->place, fmt::format("path \"{}\" stands twice in this split", path->text));
    }
    if (!out.branches.empty() && out.branches.back().where.is_always() && !out.branches.back().path.empty()) {
      problems.error(below->place,
                     fmt::format("nobody comes to this branch: \"{}\" before it takes everyone",
                                 out.branches.back().path),
                     "move the branch without \"where\" to the end");
    }
    out.branches.push_back({path ? path->text : "", read_condition(branch)});
    branch.unknown_keys();
  }
  const Place& place = table.entry("split")->value.place;
  if (branches->size() > most_branches) {
    problems.error(place,
                   fmt::format("a split has at most {} branches, not {}", most_branches, branches->size()));
    out.branches.resize(most_branches);
  } else if (branches->size() < 2) {
    problems.error(place, "a split has two branches or more", "for one condition use \"where\" in the step");
  } else if (!out.branches.empty() && !out.branches.back().where.is_always()) {
    problems.error(place, "some customers would take no branch of this split",
                   "end it with a branch without \"where\", such as { path = \"others\" }");
  }
  return out;
}

void read_action(const TableReader& table, CampaignStep& out, Problems& problems) {
  const TomlEntry* first = nullptr;
  for (const std::string_view key : {"send", "split", "sunset"}) {
    const TomlEntry* entry = table.entry(key);
    if (!entry) continue;
    if (first) {
      const bool is_later = first->key_place < entry->key_place;
      problems.error((is_later ? entry : first)->key_place,
                     fmt::format("{} does two things at once: \"{}\" and \"{}\"", table.title(),
                                 (is_later ? first : entry)->key, (is_later ? entry : first)->key),
                     "make two steps of it");
    }
    first = entry;
  }
  if (table.has("send")) {
    out.action = read_send(table, problems);
  } else if (table.has("split")) {
    out.action = read_split(table, problems);
  } else if (const auto sunset = table.yes_or_no("sunset")) {
    if (*sunset) out.action = SunsetAction{};
  }
  for (const std::string_view key : {"channel", "other_than", "kind"}) {
    if (table.has(key) && !table.has("send")) {
      problems.error(table.entry(key)->key_place, fmt::format("\"{}\" belongs to a \"send\"", key));
    }
  }
}

void read_next(const TableReader& table, CampaignStep& out, Problems& problems) {
  constexpr std::array<std::string_view, 1> then_words{"exit"};
  out.then_exit = table.word("then", then_words).has_value();
  if (const auto to = table.text("to", "the id of a step")) out.to = PlacedName{to->text, to->place};
  if (table.has("then") && table.has("to")) {
    problems.error(table.entry("to")->key_place, "a step cannot both exit and go to another step",
                   "keep \"then\" or \"to\"");
  }
}

}  // namespace

std::vector<PlacedName> read_names(const TableReader& table, std::string_view key, std::string_view must_be) {
  std::vector<PlacedName> out;
  for (auto& name : table.texts(key, must_be)) out.push_back({std::move(name.text), std::move(name.place)});
  return out;
}

ConditionText read_condition(const TableReader& table) {
  const auto text = table.text("where", "a condition such as \"orders >= 2\"");
  return text ? ConditionText{text->text, text->inside} : ConditionText{};
}

std::optional<MessageKind> read_message_kind(const TableReader& table) {
  constexpr std::array<std::string_view, 3> words{"marketing", "transactional", "confirmation"};
  constexpr MessageKind kinds[] = {MessageKind::Marketing, MessageKind::Transactional,
                                   MessageKind::Confirmation};
  const auto at = table.word("kind", words);
  return at ? std::optional(kinds[*at]) : std::nullopt;
}

CampaignStep read_step(const TomlTable& from, std::size_t number, Problems& problems) {
  CampaignStep out;
  out.place = from.place;
  out.id = fmt::format("step {}", number);
  const TableReader table(from, key_sets::step, out.id, problems);
  if (const auto id = table.text("id")) out.id = id->text;
  read_when(table, out, problems);
  read_wait(table, out, problems);
  out.where = read_condition(table);
  if (const auto path = table.text("path", "a name that an earlier \"split\" offers")) {
    out.path = path->text;
    out.path_place = path->place;
  }
  read_action(table, out, problems);
  read_next(table, out, problems);
  const bool has_purpose = table.has("send") || table.has("split") || table.has("sunset") || out.after ||
                           out.at || out.wait_for || out.then_exit || out.to;
  if (!has_purpose && from.entries.empty()) {
    problems.error(from.place, "this step is empty", "say what it does: send = \"NAME/OF-MESSAGE\"");
  } else if (!has_purpose && (table.has("where") || table.has("path"))) {
    problems.error(from.place, "this step does nothing", "add what it does: send = \"NAME/OF-MESSAGE\"");
  }
  table.unknown_keys(key_sets::campaign);
  return out;
}

}  // namespace lifecycled
