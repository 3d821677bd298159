#include "config/segment_reader.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "config/key_sets.hpp"
#include "config/table_reader.hpp"
#include "config/value_forms.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t most_segments = 500;

SegmentDefinition read_segment(const TomlEntry& entry, const TomlTable& from, Problems& problems) {
  SegmentDefinition out;
  out.name = entry.key;
  out.place = entry.key_place;
  const TableReader table(from, key_sets::segment, fmt::format("segment {}", entry.key), problems);
  const auto title = table.text("title");
  out.title = title ? title->text : entry.key;
  if (const auto where = table.text("where", "a condition such as \"orders >= 2\"")) {
    out.where = {where->text, where->inside};
    if (where->text.empty())
      table.wrong("where", table.entry("where")->value, "a condition such as \"orders >= 2\"");
  } else if (!table.has("where")) {
    table.missing("where", "say who is in it, as in: where = \"orders >= 2\"");
  }
  table.unknown_keys();
  return out;
}

}  // namespace

std::vector<SegmentDefinition> stage_segments() {
  const auto stage = [](std::string name, std::string title, std::string text) {
    return SegmentDefinition{std::move(name), std::move(title), {"stage = '" + text + "'", {}}, true, {}};
  };
  return {stage("prospect", "Prospect", "prospect"),
          stage("active-one-time", "Active, one purchase", "active one-time"),
          stage("active-repeat", "Active, repeat", "active repeat"), stage("lapsing", "Lapsing", "lapsing"),
          stage("lapsed", "Lapsed", "lapsed")};
}

std::vector<SegmentDefinition> read_segments(const TomlTable& root, Problems& problems) {
  std::vector<SegmentDefinition> out;
  const TableReader file(root, key_sets::segments_file, "", problems);
  if (const TomlTable* segments = file.table("segments")) {
    const auto stages = stage_segments();
    for (const TomlEntry& entry : segments->entries) {
      if (!is_plain_name(entry.key)) {
        problems.error(entry.key_place, fmt::format("a segment cannot be called \"{}\"", entry.key),
                       "use small letters, digits, \"-\" and \"_\"");
        continue;
      }
      if (std::ranges::find(stages, entry.key, &SegmentDefinition::name) != stages.end()) {
        problems.error(entry.key_place,
                       fmt::format("\"{}\" is a stage of buying, which every shop has", entry.key),
                       "choose another name");
        continue;
      }
      const auto* table = std::get_if<TomlTable>(&entry.value.is);
      if (!table) {
        problems.error(entry.value.place,
                       fmt::format("segment {} must be a table, not {}", entry.key, shown(entry.value)),
                       fmt::format("write {} = {{ where = \"orders >= 2\" }}", entry.key));
        continue;
      }
      if (out.size() == most_segments) {
        problems.error(entry.key_place, fmt::format("there are more than {} segments", most_segments));
        break;
      }
      out.push_back(read_segment(entry, *table, problems));
    }
  }
  file.unknown_keys();
  std::ranges::sort(out, {}, &SegmentDefinition::name);
  auto all = stage_segments();
  all.insert(all.end(), std::make_move_iterator(out.begin()), std::make_move_iterator(out.end()));
  return all;
}

}  // namespace lifecycled
