#include "config/event_reader.hpp"

#include <array>

#include <fmt/format.h>

#include "config/table_reader.hpp"

namespace lifecycled {
namespace {

constexpr std::array<std::string_view, 6> type_names{"text", "number", "money", "boolean", "time", "list"};
constexpr PropertyType types[] = {PropertyType::Text,    PropertyType::Number, PropertyType::Money,
                                  PropertyType::Boolean, PropertyType::Time,   PropertyType::List};

// Properties have the names that the shop's events give them, so any key is right.
void read_properties(const TomlTable& from, EventDescription& event, Problems& problems) {
  std::vector<std::string_view> names;
  for (const TomlEntry& entry : from.entries) names.push_back(entry.key);
  const KeySet any{names};
  const TableReader table(from, any, "", problems);
  for (const std::string_view name : names) {
    if (const auto type = table.word(name, type_names)) event.properties.emplace(name, types[*type]);
  }
}

}  // namespace

EventCatalogue read_events(const TomlTable& root, Problems& problems) {
  EventCatalogue out;
  for (const TomlEntry& entry : root.entries) {
    const auto* below = std::get_if<TomlTable>(&entry.value.is);
    if (!below) {
      problems.error(entry.key_place, fmt::format("\"{}\" stands outside an event's table", entry.key),
                     "begin with the event's name: [\"Order Completed\"]");
      continue;
    }
    EventDescription event;
    event.name = entry.key;
    const TableReader table(*below, key_sets::event, fmt::format("[\"{}\"]", entry.key), problems);
    if (const auto help = table.text("help")) event.help = help->text;
    if (const auto* properties = table.table("properties")) read_properties(*properties, event, problems);
    table.unknown_keys();
    out.add(std::move(event));
  }
  return out;
}

}  // namespace lifecycled
