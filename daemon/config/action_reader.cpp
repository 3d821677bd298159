#include "config/action_reader.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "config/fact_name.hpp"
#include "config/share_reader.hpp"
#include "config/step_reader.hpp"
#include "config/value_forms.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t most_assignments = 30;
constexpr std::size_t longest_value = 1000;

// name = value, where a text such as "event.product_id" stands for what that fact says.
std::vector<Assignment> read_assignments(const TomlTable& from, std::string_view what, Problems& problems) {
  std::vector<Assignment> out;
  for (const TomlEntry& entry : from.entries) {
    Assignment assignment{{entry.key, entry.key_place}, {}};
    const TomlValue& value = entry.value;
    if (const auto* text = std::get_if<std::string>(&value.is)) {
      const auto fact = parse_fact_name(*text, value.place);
      if (fact) {
        assignment.value = *fact;
      } else {
        assignment.value = *text;
      }
      if (text->size() > longest_value)
        problems.error(value.place,
                       fmt::format("\"{}\" is longer than {} characters", entry.key, longest_value));
    } else if (const auto* whole = std::get_if<std::int64_t>(&value.is)) {
      assignment.value = *whole;
    } else if (const auto* number = std::get_if<double>(&value.is)) {
      assignment.value = *number;
    } else if (const auto* yes = std::get_if<bool>(&value.is)) {
      assignment.value = *yes;
    } else {
      problems.error(
          value.place,
          fmt::format("\"{}\" must be text, a number, true or false, not {}", entry.key, shown(value)),
          "a date is written as text, such as \"2026-12-01\"");
    }
    out.push_back(std::move(assignment));
  }
  if (out.empty()) problems.error(from.place, fmt::format("this {} is empty", what));
  if (out.size() > most_assignments) {
    problems.error(from.place,
                   fmt::format("\"{}\" has at most {} values, not {}", what, most_assignments, out.size()));
    out.resize(most_assignments);
  }
  return out;
}

SendAction read_send(const TableReader& table, Problems& problems) {
  SendAction out = read_how_to_send(table, problems);
  if (const auto message = table.text("send", "a message such as \"welcome/hello\"")) {
    out.message = {message->text, message->place};
  }
  return out;
}

SetAction read_set(const TableReader& table, Problems& problems) {
  SetAction out;
  if (const auto* below = table.table("set")) out.properties = read_assignments(*below, "set", problems);
  return out;
}

ListAction read_list(const TableReader& table, Problems& problems) {
  ListAction out;
  const auto* below = table.table("list");
  if (!below) return out;
  const TableReader list(*below, key_sets::list, "\"list\"", problems);
  out.joins = !list.has("leave");
  const std::string_view key = out.joins ? "join" : "leave";
  if (const auto name = list.text(key, "the name of a list such as \"wishes\"")) {
    out.list = {name->text, name->place};
    if (!is_plain_name(name->text)) {
      list.wrong(key, list.entry(key)->value, "a name of small letters, digits, \"-\" and \"_\"");
    }
  }
  if (list.has("join") && list.has("leave")) {
    problems.error(below->place, "a step joins a list or leaves one, not both", "make two steps of it");
  } else if (!list.has("join") && !list.has("leave")) {
    problems.error(below->place, "which list?", "write { join = \"wishes\" } or { leave = \"wishes\" }");
  }
  list.unknown_keys();
  return out;
}

EmitAction read_emit(const TableReader& table, Problems& problems) {
  EmitAction out;
  constexpr std::string_view form =
      "an event such as \"Offer Ended\" or { event = \"Offer Ended\", with = { ... } }";
  const auto* below = std::get_if<TomlTable>(&table.entry("emit")->value.is);
  if (!below) {
    if (const auto name = table.text("emit", form)) out.event = {name->text, name->place};
    return out;
  }
  const TableReader emit(*below, key_sets::emit, "\"emit\"", problems);
  if (const auto name = emit.text("event", "an event such as \"Offer Ended\""))
    out.event = {name->text, name->place};
  if (!emit.has("event"))
    emit.missing("event", "emit = { event = \"Offer Ended\", with = { offer = \"spring\" } }");
  if (const auto* with = emit.table("with")) out.with = read_assignments(*with, "with", problems);
  emit.unknown_keys();
  return out;
}

StepAction read_action_of(const TableReader& table, std::string_view key, Problems& problems) {
  if (key == "send") return read_send(table, problems);
  if (key == "test") return read_test(table, problems);
  if (key == "split") return read_split(table, problems);
  if (key == "set") return read_set(table, problems);
  if (key == "list") return read_list(table, problems);
  if (key == "emit") return read_emit(table, problems);
  if (key == "call") {
    const auto channel = table.text("call", "a channel that reaches the shop, such as \"crm\"");
    return channel ? StepAction{CallAction{{channel->text, channel->place}}} : StepAction{};
  }
  return table.yes_or_no("sunset").value_or(false) ? StepAction{SunsetAction{}} : StepAction{};
}

void check_companions(const TableReader& table, Problems& problems) {
  for (const std::string_view key : {"channel", "other_than", "kind"}) {
    if (table.has(key) && !table.has("send") && !table.has("test"))
      problems.error(table.entry(key)->key_place, fmt::format("\"{}\" belongs to a \"send\"", key));
  }
  for (const std::string_view key : {"shares", "hold_out"}) {
    if (table.has(key) && !table.has("test"))
      problems.error(table.entry(key)->key_place, fmt::format("\"{}\" belongs to a \"test\"", key));
  }
}

}  // namespace

SendAction read_how_to_send(const TableReader& table, Problems& problems) {
  SendAction out;
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

void read_action(const TableReader& table, CampaignStep& out, Problems& problems) {
  const TomlEntry* first = nullptr;
  for (const std::string_view key : action_keys) {
    const TomlEntry* entry = table.entry(key);
    if (!entry) continue;
    if (first) {
      const bool is_later = first->key_place < entry->key_place;
      problems.error((is_later ? entry : first)->key_place,
                     fmt::format("{} does two things at once: \"{}\" and \"{}\"", table.title(),
                                 (is_later ? first : entry)->key, (is_later ? entry : first)->key),
                     "make two steps of it");
    } else {
      out.action = read_action_of(table, key, problems);
    }
    first = entry;
  }
  check_companions(table, problems);
}

}  // namespace lifecycled
