#include "config/campaign_reader.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.hpp"
#include "config/campaign_graph.hpp"
#include "config/ramp_reader.hpp"
#include "config/step_reader.hpp"
#include "config/trigger_reader.hpp"
#include "config/value_forms.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t most_steps = 200;
constexpr std::string_view events_form = "an event or a list of events";

// As the file writes it: trigger = { ... } or [trigger].
std::string title_of(const TomlTable& table, std::string_view key) {
  return table.is_inline ? std::string(key) : fmt::format("[{}]", key);
}

CampaignExit read_exit(const TomlTable& from, Problems& problems) {
  CampaignExit out;
  const TableReader table(from, key_sets::exit, title_of(from, "exit"), problems);
  out.events = read_names(table, "event", events_form);
  out.where = read_condition(table);
  out.after = table.duration("after");
  if (out.after == Milliseconds{0})
    table.wrong("after", table.entry("after")->value, "longer than nothing, such as \"30d\"");
  table.unknown_keys(key_sets::campaign);
  return out;
}

std::optional<CampaignGoal> read_goal(const TableReader& campaign, Problems& problems) {
  const TomlEntry* entry = campaign.entry("goal");
  if (!entry) return std::nullopt;
  const auto* below = std::get_if<TomlTable>(&entry->value.is);
  if (!below) {
    const auto event = campaign.text("goal", "an event such as \"Order Completed\"");
    if (!event) return std::nullopt;
    return CampaignGoal{{event->text, event->place}, std::nullopt, std::nullopt};
  }
  const TableReader table(*below, key_sets::goal, title_of(*below, "goal"), problems);
  std::optional<CampaignGoal> out;
  if (const auto event = table.text("event", "an event such as \"Order Completed\"")) {
    out = CampaignGoal{{event->text, event->place}, table.duration("within"), std::nullopt};
  }
  const auto target = table.text("target", "a share such as \"5%\"");
  if (target && !parse_share(target->text)) {
    table.wrong("target", table.entry("target")->value, "a share such as \"5%\"");
  } else if (target && out) {
    out->target = parse_share(target->text);
  }
  if (!table.has("event")) table.missing("event", "goal = { event = \"Order Completed\", within = \"14d\" }");
  table.unknown_keys(key_sets::campaign);
  return out;
}

std::optional<CampaignLimit> read_limit(const TableReader& campaign, Problems& problems) {
  const TomlEntry* entry = campaign.entry("limit");
  if (!entry) return std::nullopt;
  if (std::holds_alternative<TomlTable>(entry->value.is)) {
    problems.error(entry->value.place, "a \"limit\" is a text",
                   "such as \"500/day\"; \"ramp\" is a key of its own");
    return std::nullopt;
  }
  const auto* text = std::get_if<std::string>(&entry->value.is);
  const auto rate = text ? parse_rate(*text) : std::nullopt;
  if (rate && rate->per == day_length) return CampaignLimit{rate->count};
  campaign.wrong("limit", entry->value, "messages a day such as \"500/day\"");
  return std::nullopt;
}

std::vector<CampaignStep> read_steps(const TableReader& campaign, Problems& problems) {
  std::vector<CampaignStep> out;
  const auto* list = campaign.list("step", "a list of steps");
  if (!list) return out;
  for (const TomlValue& value : *list) {
    if (const auto* table = std::get_if<TomlTable>(&value.is)) {
      out.push_back(read_step(*table, out.size() + 1, problems));
    } else {
      problems.error(value.place, fmt::format("a step must be a table, not {}", shown(value)),
                     "such as { send = \"welcome/hello\" }");
    }
  }
  if (list->size() > most_steps) {
    problems.error(campaign.entry("step")->value.place,
                   fmt::format("a campaign has at most {} steps, not {}", most_steps, list->size()));
    out.resize(most_steps);
  }
  if (list->empty()) {
    problems.error(campaign.entry("step")->value.place, "a campaign needs a step",
                   "such as { send = \"welcome/hello\" }");
  }
  return out;
}

bool has_slid_below(const TomlTable& root, std::string_view key) {
  return std::ranges::any_of(root.entries, [&](const TomlEntry& entry) {
    const auto* table = std::get_if<TomlTable>(&entry.value.is);
    return table && !table->is_inline && table->find(key);
  });
}

}  // namespace

void read_campaign(const TomlTable& root, CampaignDefinition& out, Problems& problems) {
  const TableReader table(root, key_sets::campaign, "", problems);
  const auto title = table.text("title");
  out.title = title ? title->text : out.name;

  constexpr std::array<std::string_view, 5> parts{"awareness", "consideration", "conversion", "retention",
                                                  "advocacy"};
  if (const auto part = table.word("serves", parts)) out.serves = static_cast<Serves>(*part);
  if (!table.has("serves")) {
    table.missing("serves", fmt::format("which part of the customer's life is it for: {}?", one_of(parts)));
  }
  if (const auto kind = read_message_kind(table)) out.kind = *kind;
  out.live = table.yes_or_no("live").value_or(true);
  out.goal = read_goal(table, problems);
  if (const auto* trigger = table.table("trigger")) {
    out.trigger = read_trigger(*trigger, title_of(*trigger, "trigger"), problems);
  }
  if (!table.has("trigger")) table.missing("trigger", "trigger = { event = \"Order Completed\" }");
  if (const auto* exit = table.table("exit")) out.exit = read_exit(*exit, problems);
  if (const auto topic = table.text("topic", "a topic of [topics] such as \"new-products\"")) {
    out.topic = PlacedName{topic->text, topic->place};
  }
  if (const auto word = table.text("one_of", "a word that rival campaigns share such as \"cart\"")) {
    out.one_of = PlacedName{word->text, word->place};
  }
  out.limit = read_limit(table, problems);
  out.ramp = read_ramp(table, problems);
  out.expires_after = table.duration("expires_after");
  out.track = read_track(table);
  if (const auto priority = table.whole_number("priority", 0, 100))
    out.priority = static_cast<int>(*priority);
  if (const auto column = table.text("serve_first", "a column such as \"lifetime_value\"")) {
    out.serve_first = PlacedName{column->text, column->place};
  }
  out.steps = read_steps(table, problems);
  if (!table.has("step") && !has_slid_below(root, "step")) {
    table.missing("step", "step = [ { send = \"welcome/hello\" } ]");
  }
  table.unknown_keys();
  check_campaign(out, problems);
}

}  // namespace lifecycled
