#include "config/share_reader.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "config/action_reader.hpp"
#include "config/step_reader.hpp"
#include "config/value_forms.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t most_branches = 20;
constexpr std::size_t most_variants = 10;
constexpr std::string_view share_form = "a share such as \"50%\"";

// Everyone takes a branch, and every branch is taken by someone.
void check_reach(const SplitAction& split, const std::vector<TomlValue>& written, const Place& place,
                 Problems& problems) {
  if (split.branches.size() != written.size()) return;  // a branch that is no table has been told of
  for (std::size_t i = 0; i < written.size(); ++i) {
    if (std::get<TomlTable>(written[i].is).find("share") && !split.branches[i].share)
      return;  // and a wrong share
  }
  Share given = 0;
  const SplitAction::Branch* last = nullptr;  // the one that takes whoever is left
  for (std::size_t i = 0; i < split.branches.size(); ++i) {
    const auto& branch = split.branches[i];
    if (last) {
      const std::string hint = given > 0 ? "leave the share of the last one out, or make the others smaller"
                                         : "move the branch without \"where\" to the end";
      problems.error(written[i].place,
                     fmt::format("nobody comes to this branch: \"{}\" before it takes everyone", last->path),
                     last->share ? "the shares before it make 100% already" : hint);
      return;
    }
    given += branch.share.value_or(0);
    if (given > whole_share) {
      problems.error(written[i].place,
                     fmt::format("the shares of this split make {}, more than all", format_share(given)),
                     "the last branch may go without one: it takes the rest");
      return;
    }
    if (branch.where.is_always() && (!branch.share || given == whole_share)) last = &branch;
  }
  if (last) return;
  problems.error(place, "some customers would take no branch of this split",
                 given > 0 ? "end it with a branch without \"share\", which takes the rest"
                           : "end it with a branch without \"where\", such as { path = \"others\" }");
}

// Equal ones where nothing is said; what division leaves over goes to the first.
void share_equally(std::vector<TestAction::Variant>& variants) {
  const auto count = static_cast<Share>(variants.size());
  for (auto& variant : variants) variant.share = whole_share / count;
  variants.front().share += whole_share % count;
}

void read_shares(const TableReader& table, TestAction& out, Problems& problems) {
  const TomlEntry* entry = table.entry("shares");
  const auto* word = entry ? std::get_if<std::string>(&entry->value.is) : nullptr;
  if (word && *word == "by results") {
    problems.error(entry->value.place, "shares = \"by results\" is not available in this version",
                   "leave it out for equal shares, or write [\"70%\", \"30%\"]");
    return;
  }
  const auto* list = table.list("shares", "a list such as [\"70%\", \"30%\"]");
  if (!list) return;
  if (list->size() != out.variants.size()) {
    problems.error(
        entry->value.place,
        fmt::format("{} messages are tested, but {} shares given", out.variants.size(), list->size()),
        "write one share for each message, or leave them out for equal ones");
    return;
  }
  Share sum = 0;
  for (std::size_t i = 0; i < list->size(); ++i) {
    const auto* text = std::get_if<std::string>(&(*list)[i].is);
    const auto share = text ? parse_share(*text) : std::nullopt;
    if (!share) return table.wrong("shares", (*list)[i], share_form);
    sum += out.variants[i].share = *share;
  }
  if (sum != whole_share) {
    problems.error(entry->value.place, fmt::format("these shares make {}, not 100%", format_share(sum)),
                   "they are of those who are not held out");
  }
}

}  // namespace

std::optional<Share> read_share(const TableReader& table, std::string_view key) {
  const auto text = table.text(key, share_form);
  if (!text) return std::nullopt;
  const auto share = parse_share(text->text);
  if (!share) table.wrong(key, table.entry(key)->value, share_form);
  return share;
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
    out.branches.push_back({path ? path->text : "", read_condition(branch), read_share(branch, "share")});
    if (branch.has("where") && branch.has("share")) {
      problems.error(branch.entry("share")->key_place,
                     "a branch goes by \"where\" or by \"share\", not by both",
                     "split once by the condition and once more by chance");
    }
    branch.unknown_keys();
  }
  const Place& place = table.entry("split")->value.place;
  if (branches->size() > most_branches) {
    problems.error(place,
                   fmt::format("a split has at most {} branches, not {}", most_branches, branches->size()));
    out.branches.resize(most_branches);
  } else if (branches->size() < 2) {
    problems.error(place, "a split has two branches or more", "for one condition use \"where\" in the step");
  } else {
    check_reach(out, *branches, place, problems);
  }
  return out;
}

TestAction read_test(const TableReader& table, Problems& problems) {
  TestAction out;
  out.send = read_how_to_send(table, problems);
  constexpr std::string_view form = "a list of messages such as [\"cart/plain\", \"cart/personal\"]";
  for (const PlacedName& message : read_names(table, "test", form)) out.variants.push_back({message, 0});
  const Place& place = table.entry("test")->value.place;
  if (out.variants.empty()) return out;
  out.send.message = out.variants.front().message;
  if (out.variants.size() > most_variants) {
    problems.error(place,
                   fmt::format("a test has at most {} messages, not {}", most_variants, out.variants.size()));
    out.variants.resize(most_variants);
  } else if (out.variants.size() < 2 && !table.has("hold_out")) {
    problems.error(place, "a test compares two messages or more",
                   "add another, or a hold_out = \"10%\" to compare this one with nothing");
  }
  share_equally(out.variants);
  read_shares(table, out, problems);
  if (const auto share = read_share(table, "hold_out")) {
    out.hold_out = *share;
    if (*share == whole_share) {
      problems.error(table.entry("hold_out")->value.place, "nobody would be left for the test",
                     "hold out less, such as \"10%\"");
    }
  }
  return out;
}

}  // namespace lifecycled
