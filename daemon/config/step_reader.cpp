#include "config/step_reader.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "config/action_reader.hpp"
#include "config/wait_reader.hpp"

namespace lifecycled {
namespace {

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
  read_waits(table, out, problems);
  out.where = read_condition(table);
  if (const auto path = table.text("path", "a name that an earlier \"split\" offers")) {
    out.path = path->text;
    out.path_place = path->place;
  }
  read_action(table, out, problems);
  read_next(table, out, problems);
  const bool acts = std::ranges::any_of(action_keys, [&](std::string_view key) { return table.has(key); });
  const bool has_purpose =
      acts || out.after || out.until || out.at || out.wait_for || out.then_exit || out.to;
  if (!has_purpose && from.entries.empty()) {
    problems.error(from.place, "this step is empty", "say what it does: send = \"NAME/OF-MESSAGE\"");
  } else if (!has_purpose && (table.has("where") || table.has("path"))) {
    problems.error(from.place, "this step does nothing", "add what it does: send = \"NAME/OF-MESSAGE\"");
  }
  table.unknown_keys(key_sets::campaign);
  return out;
}

}  // namespace lifecycled
