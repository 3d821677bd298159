#include "config/key_rates.hpp"

#include "config/table_reader.hpp"
#include "config/value_forms.hpp"

namespace lifecycled {

KeyRates read_key_rates(const TomlTable& root, Problems& problems) {
  KeyRates out;
  const TomlEntry* found = root.find("intake");
  const auto* intake = found ? std::get_if<TomlTable>(&found->value.is) : nullptr;
  if (!intake) return out;
  const TableReader table(*intake, key_sets::intake, "[intake]", problems);
  const auto read = [&](std::string_view name, KeyRate& into) {
    const auto text = table.text(name);
    if (!text) return;
    const auto rate = parse_rate(text->text);
    if (rate) into = {rate->count, rate->per};
    if (!rate && text->text != "any")
      table.wrong(name, table.entry(name)->value,
                  "so many events in so long, such as \"6000/1m\", or \"any\"");
  };
  read("per_write_key", out.write_key);
  read("per_browser_key", out.browser_key);
  return out;
}

}  // namespace lifecycled
