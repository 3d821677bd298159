#include "config/channel_reader.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.hpp"
#include "config/channel_limits_reader.hpp"
#include "config/delivery_reader.hpp"
#include "config/table_reader.hpp"
#include "config/value_forms.hpp"

namespace lifecycled {
namespace {

constexpr std::array<std::string_view, 4> address_kinds{"email", "phone", "webpush", "shop"};

// By the name that people chose first, since a "file" channel may stand in for any other; then by the type,
// whose last part ("acme.sms") says what it sends.
std::string usual_address_kind(std::string_view name, std::string_view type) {
  for (const std::string_view word : {name, type.substr(type.rfind('.') + 1)}) {
    if (word == "email" || word == "webpush") return std::string(word);
    if (word == "sms" || word == "whatsapp") return "phone";
    if (word == "call-list") return "shop";
  }
  return "";
}

// A kind of a plugin's own, such as "messenger", is as good as ours; a misspelt one of ours is not.
std::string address_kind(const PlacedText& kind, Problems& problems) {
  const std::vector<std::string> known(address_kinds.begin(), address_kinds.end());
  if (std::ranges::find(known, kind.text) != known.end()) return kind.text;
  const std::string nearest = did_you_mean(kind.text, known);
  if (nearest.empty() && is_plain_name(kind.text)) return kind.text;
  problems.error(kind.place, fmt::format("\"{}\" is no kind of address", kind.text),
                 nearest.empty() ? "use small letters, digits, \"-\" and \"_\"" : nearest);
  return "";
}

// Which options are paths only the plugin knows; these cannot be anything else.
std::string with_absolute_path(const std::string& text, const std::filesystem::path& folder) {
  if (text.starts_with("./") || text.starts_with("../")) return (folder / text).lexically_normal().string();
  return with_absolute_file(text, folder);
}

// Nothing for a value that no option can have; `blamed` is then the part of it that is to blame.
std::optional<PlacedOption> option_of(const TomlEntry& entry, const std::filesystem::path& folder,
                                      const TomlValue*& blamed) {
  PlacedOption option{{}, entry.key_place, entry.value.place, {}};
  blamed = &entry.value;
  const auto& is = entry.value.is;
  if (const auto* text = std::get_if<std::string>(&is)) {
    option.value = with_absolute_path(*text, folder);
  } else if (const auto* whole = std::get_if<std::int64_t>(&is)) {
    option.value = *whole;
  } else if (const auto* number = std::get_if<double>(&is)) {
    option.value = *number;
  } else if (const auto* yes = std::get_if<bool>(&is)) {
    option.value = *yes;
  } else if (const auto* items = std::get_if<std::vector<TomlValue>>(&is)) {
    PlacedOption::List list;
    for (const TomlValue& item : *items) {
      const auto* one = std::get_if<std::string>(&item.is);
      blamed = &item;
      if (!one) return std::nullopt;
      option.item_places.push_back(item.place);
      list.push_back(with_absolute_path(*one, folder));
    }
    option.value = std::move(list);
  } else {
    return std::nullopt;
  }
  return option;
}

ChannelSettings read_channel(const TomlEntry& entry, const TomlTable& from,
                             const std::filesystem::path& folder, Problems& problems) {
  ChannelSettings out;
  out.name = entry.key;
  out.place = from.place;
  const TableReader table(from, key_sets::channel, fmt::format("[channel.{}]", entry.key), problems);
  if (!is_plain_name(entry.key)) {
    problems.error(entry.key_place, fmt::format("a channel cannot be called \"{}\"", entry.key),
                   "use small letters, digits, \"-\" and \"_\"");
  }

  if (const auto type = table.text("type")) {
    out.type = type->text;
    out.type_place = type->place;
  }
  if (!table.has("type")) table.missing("type", "such as type = \"email\"; it says which plugin sends");
  if (const auto kind = table.text("reaches")) out.reaches = address_kind(*kind, problems);
  if (!table.has("reaches")) {
    out.reaches = usual_address_kind(out.name, out.type);
    if (out.reaches.empty() && !out.type.empty()) {
      table.missing("reaches", fmt::format("which kind of address does it need: {}?", one_of(address_kinds)));
    }
  }
  if (const auto sender = table.text("sender")) {
    out.sender = sender->text;
    out.sender_place = sender->place;
  }
  if (const auto pace = table.whole_number("per_second", 1, 100'000)) {
    out.per_second = static_cast<std::uint32_t>(*pace);
  }
  out.when_in_doubt = read_when_in_doubt(table, "when_in_doubt");
  out.quiet_hours = read_quiet_hours(table, "quiet_hours");
  out.cap = read_cap(table, "cap");
  out.limits = read_channel_limits(table, problems);
  if (const auto plugin = table.text("plugin", "the path of a library")) {
    out.plugin = (folder / plugin->text).lexically_normal().string();
    out.plugin_place = plugin->place;
  }
  out.allow_private_addresses = table.yes_or_no("allow_private_addresses").value_or(false);
  out.allow_unfenced = table.yes_or_no("allow_unfenced").value_or(false);
  if (const auto proxy = table.text("proxy")) {
    out.proxy = proxy->text;
    // Not shown: whoever has written a password into it shall not find it in a log.
    if (!is_proxy_address(proxy->text)) {
      problems.error(proxy->place,
                     "\"proxy\" must be an address such as \"http://proxy.example.org:3128\", without user "
                     "and password");
    }
  }

  for (const TomlEntry& other : from.entries) {
    if (std::ranges::find(key_sets::channel.keys, other.key) != key_sets::channel.keys.end()) continue;
    const TomlValue* blamed = nullptr;
    if (auto option = option_of(other, folder, blamed)) {
      out.options.emplace(other.key, std::move(*option));
    } else if (blamed != &other.value) {
      problems.error(blamed->place,
                     fmt::format("\"{}\" must be a list of texts; this is {}", other.key, kind_of(*blamed)));
    } else {
      problems.error(other.value.place,
                     fmt::format("\"{}\" must be text, a number, true or false, or a list of texts, not {}",
                                 other.key, kind_of(other.value)));
    }
  }
  return out;
}

}  // namespace

std::vector<ChannelSettings> read_channels(const TomlTable& channels, const std::filesystem::path& folder,
                                           Problems& problems) {
  std::vector<ChannelSettings> out;
  for (const TomlEntry& entry : channels.entries) {
    if (const auto* table = std::get_if<TomlTable>(&entry.value.is)) {
      out.push_back(read_channel(entry, *table, folder, problems));
    } else {
      problems.error(entry.key_place,
                     fmt::format("\"{}\" stands in [channel], which has channels only", entry.key),
                     "give the channel a name: [channel.email]");
    }
  }
  return out;
}

}  // namespace lifecycled
