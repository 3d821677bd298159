#include "config/settings_reader.hpp"

#include <filesystem>

#include <fmt/format.h>

#include "base/money.hpp"
#include "base/secret.hpp"
#include "base/text.hpp"
#include "base/time_zones.hpp"
#include "config/channel_reader.hpp"
#include "config/delivery_reader.hpp"
#include "config/http_reader.hpp"
#include "config/known_codes.hpp"
#include "config/retention_reader.hpp"
#include "config/shop_intake_reader.hpp"
#include "config/table_reader.hpp"
#include "config/topic_reader.hpp"
#include "config/value_forms.hpp"

namespace lifecycled {
namespace {

// "#1F5" to "#11ff55"; nothing for what is no colour.
std::optional<std::string> hex_color(std::string_view text) {
  if (!text.starts_with('#') || (text.size() != 4 && text.size() != 7)) return std::nullopt;
  if (text.find_first_not_of("0123456789abcdefABCDEF", 1) != std::string_view::npos) return std::nullopt;
  std::string out = "#";
  for (const char c : text.substr(1)) out.append(text.size() == 4 ? 2 : 1, c);
  return lower_ascii(out);
}

ShopSettings read_shop(const TomlTable& from, const std::filesystem::path& folder, Problems& problems) {
  ShopSettings out;
  out.place = from.place;
  const TableReader table(from, key_sets::shop, "[shop]", problems);
  const auto wrong = [&](std::string_view key, std::string_view must_be, std::string hint = "") {
    table.wrong(key, table.entry(key)->value, must_be, std::move(hint));
  };
  if (const auto name = table.text("name")) out.name = name->text;
  if (!table.has("name")) table.missing("name", "messages and pages show it to customers");
  if (const auto address = table.text("address")) out.postal_address = address->text;
  if (const auto url = table.text("url")) {
    out.url = without_end_slash(url->text);
    if (!is_full_address(out.url)) wrong("url", "an address such as \"https://shop.example\"");
  }
  if (const auto zone = table.text("time_zone")) {
    out.time_zone = zone->text;
    if (!TimeZone::exists(out.time_zone)) wrong("time_zone", "a time zone such as \"Europe/Amsterdam\"");
  }
  if (const auto language = table.text("language")) {
    const auto tag = canonical_language(language->text);
    if (tag) out.language = *tag;
    if (!tag || !is_known_language(*tag))
      wrong("language", "a language such as \"en\", \"fr-CA\" or \"zh-Hant\"",
            tag ? nearest_language(*tag) : "");
  }
  if (const auto currency = table.text("currency")) {
    out.currency = currency->text;
    const std::string capitals = upper_ascii(currency->text);
    if (!is_currency_code(currency->text)) {
      wrong("currency", "three capital letters such as \"EUR\"",
            is_currency_code(capitals) ? fmt::format("write \"{}\"", capitals) : "");
    } else if (!is_known_currency(capitals)) {
      wrong("currency", "the code of a currency such as \"EUR\"", nearest_currency(capitals));
    }
  }
  if (const auto color = table.text("color")) {
    const auto hex = hex_color(color->text);
    if (hex) out.color = *hex;
    if (!hex) wrong("color", "a colour such as \"#1f5f4f\"");
  }
  if (const auto logo = table.text("logo")) {
    out.logo = (folder / logo->text).lexically_normal().string();
    out.logo_place = logo->place;
  }
  table.unknown_keys(key_sets::settings);
  return out;
}

PageSettings read_page_settings(const TomlTable& from, const std::filesystem::path& folder,
                                Problems& problems) {
  PageSettings out;
  const TableReader table(from, key_sets::pages, "[pages]", problems);
  if (const auto path = table.text("folder")) out.folder = (folder / path->text).lexically_normal().string();
  static constexpr std::string_view looks[] = {"stars", "smileys"};
  if (const auto look = table.word("rating", looks)) {
    out.rating = *look == 0 ? PageSettings::Rating::Stars : PageSettings::Rating::Smileys;
  }
  if (const auto pictures = table.yes_or_no("product_pictures")) out.product_pictures = *pictures;
  if (const auto lasts = table.duration("proof_lasts")) {
    if (lasts->count() == 0)
      table.wrong("proof_lasts", table.entry("proof_lasts")->value, "longer than nothing");
    out.proof_lasts = *lasts;
  }
  table.unknown_keys(key_sets::settings);
  return out;
}

IntakeSettings read_intake(const TomlTable& from, const std::filesystem::path& folder, Problems& problems) {
  IntakeSettings out;
  TomlTable keys_alone = from;
  std::erase_if(keys_alone.entries, is_shop_table);
  const TableReader table(keys_alone, key_sets::intake, "[intake]", problems);
  const auto read_keys = [&](const std::string& name, std::vector<SecretReference>& into) {
    for (const PlacedText& key : table.texts(name)) {
      if (is_secret_reference(key.text)) {
        into.push_back({with_absolute_file(key.text, folder), key.place});
      } else {
        // Never shown: it may be the key itself.
        problems.error(key.place, "\"" + name + "\" says where each key is kept, not the key itself",
                       "write \"env:NAME\", \"file:PATH\" or \"credential:NAME\"");
      }
    }
  };
  read_keys("write_keys", out.write_keys);
  read_keys("browser_keys", out.browser_keys);
  table.unknown_keys(key_sets::settings);
  return out;
}

ConsentSettings read_consent(const TomlTable& from, const std::filesystem::path& folder, Problems& problems) {
  ConsentSettings out;
  const TableReader table(from, key_sets::consent, "[consent]", problems);
  if (const auto profiling = table.yes_or_no("profiling_default")) out.profiling_default = *profiling;
  if (const auto key = table.text("key")) {
    if (is_secret_reference(key->text)) {
      out.key = SecretReference{with_absolute_file(key->text, folder), key->place};
    } else {
      problems.error(key->place, "\"key\" says where the key is kept, not the key itself",
                     "write \"env:NAME\", \"file:PATH\" or \"credential:NAME\"");
    }
  }
  table.unknown_keys(key_sets::settings);
  return out;
}

// Stages count whole days.
std::optional<std::uint32_t> read_days(const TableReader& table, std::string_view key) {
  const auto span = table.duration(key);
  if (!span) return std::nullopt;
  if (span->count() == 0 || *span % day_length != Milliseconds{0}) {
    table.wrong(key, table.entry(key)->value, "whole days such as \"45d\"");
    return std::nullopt;
  }
  return static_cast<std::uint32_t>(*span / day_length);
}

StageSettings read_stages(const TomlTable& from, Problems& problems) {
  StageSettings out;
  const TableReader table(from, key_sets::stages, "[stages]", problems);
  if (const auto active = table.number("active", 0, 1000)) out.active_until = *active;
  if (const auto lapsing = table.number("lapsing", 0, 1000)) out.lapsing_until = *lapsing;
  if (out.lapsing_until <= out.active_until) {
    problems.error(from.place, fmt::format("\"lapsing\" ({}) must be more than \"active\" ({})",
                                           out.lapsing_until, out.active_until));
  }
  if (const auto quantile = table.number("quantile", 0, 1)) out.quantile = *quantile;
  if (const auto gaps = table.whole_number("own_gaps_from", 1, 1000)) {
    out.own_gaps_from = static_cast<std::uint32_t>(*gaps);
  }
  out.gap_days = read_days(table, "gap");
  if (const auto days = read_days(table, "gap_until_known")) out.gap_days_until_known = *days;
  if (const auto seasons = table.yes_or_no("seasons")) out.seasons = *seasons;
  table.unknown_keys(key_sets::settings);
  return out;
}

// The names in [delivery] channels: both they and the channels stand in this file.
void check_shop_order(const TomlTable& root, const Settings& settings, Problems& problems) {
  const TomlEntry* delivery = root.find("delivery");
  const auto* table = delivery ? std::get_if<TomlTable>(&delivery->value.is) : nullptr;
  if (!table) return;
  std::vector<std::string> names;
  for (const ChannelSettings& channel : settings.channels) names.push_back(channel.name);
  Problems said_before;
  for (const PlacedText& name :
       TableReader(*table, key_sets::delivery, "[delivery]", said_before).texts("channels")) {
    if (settings.channel(name.text)) continue;
    std::string near = did_you_mean(name.text, names);
    if (near.empty()) near = fmt::format("the channels of this file are {}", join(names, ", "));
    problems.error(name.place, fmt::format("there is no [channel.{}]", name.text), near);
  }
}

}  // namespace

Settings read_settings(const TomlTable& root, const std::string& file, Problems& problems) {
  Settings out;
  out.file = file;
  const std::filesystem::path folder = std::filesystem::path(file).parent_path();
  const TableReader table(root, key_sets::settings, "", problems);
  const auto path = [&](std::string_view key, std::string_view usual) {
    const auto text = table.text(key);
    return out.absolute(text ? std::string_view(text->text) : usual);
  };
  out.state_folder = path("state", "/var/lib/lifecycled");
  out.campaign_folder = path("campaigns", "campaigns");
  out.message_folder = path("messages", "messages");
  out.event_file = path("events", "events.toml");
  out.segment_file = path("segments", "segments.toml");
  if (table.has("plugins")) out.plugin_folder = path("plugins", "");

  if (const auto* shop = table.table("shop")) out.shop = read_shop(*shop, folder, problems);
  if (!table.has("shop")) table.missing("shop", "begin with [shop] and name = \"...\"");
  if (const auto* pages = table.table("pages")) out.pages = read_page_settings(*pages, folder, problems);
  if (out.pages.folder.empty()) out.pages.folder = out.absolute("pages");
  if (const auto* http = table.table("http")) out.http = read_http(*http, folder, problems);
  if (out.http.public_url.empty()) out.http.public_url = url_of_listener(out.http.listen.front());
  if (const auto* intake = table.table("intake")) {
    out.intake = read_intake(*intake, folder, problems);
  }
  if (const auto* stages = table.table("stages")) out.stages = read_stages(*stages, problems);
  if (const auto* delivery = table.table("delivery")) out.delivery = read_delivery(*delivery, problems);
  if (const auto* topics = table.table("topics"))
    out.topics = read_topics(*topics, out.shop.language, problems);
  if (const auto* retention = table.table("retention")) out.retention = read_retention(*retention, problems);
  if (const auto* consent = table.table("consent")) out.consent = read_consent(*consent, folder, problems);
  if (const auto* channels = table.table("channel")) {
    out.channels = read_channels(*channels, folder, problems);
    check_shop_order(root, out, problems);
  }
  table.unknown_keys();
  return out;
}

}  // namespace lifecycled
