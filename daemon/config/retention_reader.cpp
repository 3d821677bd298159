#include "config/retention_reader.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "config/table_reader.hpp"
#include "config/value_forms.hpp"

namespace lifecycled {

RetentionSettings read_retention(const TomlTable& from, Problems& problems) {
  RetentionSettings out;
  const TableReader table(from, key_sets::retention, "[retention]", problems);
  const auto read = [&](std::string_view key, int least_days, RetentionSettings::Period& into) {
    if (!table.has(key)) return;
    const std::string must_be = fmt::format("\"forever\" or a duration of at least {} days such as \"{}d\"",
                                            least_days, into ? *into / day_length : 0);
    const auto text = table.text(key, must_be);
    if (!text) return;
    if (text->text == "forever") {
      into.reset();
      return;
    }
    const auto span = parse_duration(text->text);
    if (!span || *span < least_days * day_length) {
      table.wrong(key, table.entry(key)->value, must_be);
      return;
    }
    into = *span;
  };
  // Waits of campaigns and reports of providers look back for so long.
  read("events", 60, out.events);
  read("contents", 1, out.contents);
  read("quarantine", 1, out.quarantine);
  read("messages", 60, out.messages);
  read("journeys", 60, out.journeys);
  read("carts", 7, out.carts);
  read("prospects", 30, out.prospects);
  table.unknown_keys(key_sets::settings);
  return out;
}

}  // namespace lifecycled
