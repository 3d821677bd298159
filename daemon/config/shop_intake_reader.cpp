#include "config/shop_intake_reader.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/money.hpp"
#include "base/secret.hpp"
#include "base/text.hpp"
#include "config/intake_mapping_reader.hpp"
#include "config/known_codes.hpp"
#include "config/table_reader.hpp"
#include "config/value_forms.hpp"

namespace lifecycled {
namespace {

constexpr std::array<std::string_view, 3> shop_types{"woocommerce", "shopify", "generic"};
constexpr std::array<std::string_view, 3> kinds_of_yes{"subscribed", "confirmed", "none"};
constexpr std::size_t longest_prefix = 40, longest_field = 200, longest_consent = 2000;

void read_secrets(const TableReader& table, const std::filesystem::path& folder,
                  std::vector<SecretReference>& into, Problems& problems) {
  for (const PlacedText& secret : table.texts("secret")) {
    if (is_secret_reference(secret.text)) {
      into.push_back({with_absolute_file(secret.text, folder), secret.place});
    } else {
      // Never shown: it may be the secret itself.
      problems.error(secret.place, "\"secret\" says where the secret is kept, not the secret itself",
                     "write \"env:NAME\", \"file:PATH\" or \"credential:NAME\"");
    }
  }
}

// A word that belongs to the other kind of shop does nothing here, and nobody would notice.
void refuse_key_of(const TableReader& table, std::string_view key, std::string_view whose,
                   const std::string& instead, Problems& problems) {
  if (const TomlEntry* entry = table.entry(key))
    problems.error(entry->key_place, fmt::format("\"{}\" is for {}", key, whose), instead);
}

void refuse_keys_of_others(const TableReader& table, ShopType type, Problems& problems) {
  if (type != ShopType::Shopify) {
    refuse_key_of(table, "consent", "Shopify, which keeps consents itself",
                  type == ShopType::Generic ? "an event called \"Consent Given\" says yes"
                                            : "consent_field names the field of your checkout's form",
                  problems);
  }
  if (type != ShopType::WooCommerce) {
    refuse_key_of(table, "consent_field", "WooCommerce, which keeps no consents itself",
                  type == ShopType::Generic ? "an event called \"Consent Given\" says yes"
                                            : "consent = \"confirmed\" wants a double opt-in",
                  problems);
  }
  if (type == ShopType::Generic) {
    refuse_key_of(table, "consent_text", "WooCommerce and Shopify", "set \"text\" of \"Consent Given\"",
                  problems);
    return;
  }
  for (const std::string_view key : {"signature", "topic", "delivery", "ignored", "time_zone", "event"}) {
    refuse_key_of(table, key, "type = \"generic\"",
                  fmt::format("{}'s webhooks are understood without it", to_text(type)), problems);
  }
}

ShopIntake read_shop_intake(const TomlEntry& entry, const TomlTable& from,
                            const std::filesystem::path& folder, Problems& problems) {
  ShopIntake out;
  out.name = entry.key;
  out.place = entry.key_place;
  const TableReader table(from, key_sets::shop_intake, fmt::format("[intake.{}]", entry.key), problems);
  if (!is_plain_name(entry.key)) {
    problems.error(entry.key_place, fmt::format("an intake cannot be called \"{}\"", entry.key),
                   "use small letters, digits, \"-\" and \"_\"");
  }
  if (!table.has("type")) table.missing("type", fmt::format("which shop is it: {}?", one_of(shop_types)));
  if (const auto type = table.word("type", shop_types)) {
    out.type = static_cast<ShopType>(*type);
    refuse_keys_of_others(table, out.type, problems);
    if (out.type == ShopType::Generic) read_intake_mapping(table, out, problems);
  }
  if (!table.has("secret"))
    table.missing("secret", "without it anybody could send orders; `lifecycled connect` leads to one");
  read_secrets(table, folder, out.secrets, problems);
  if (const auto prefix = table.text("id_prefix")) {
    out.id_prefix = prefix->text;
    if (out.id_prefix.size() > longest_prefix || clean_line(out.id_prefix, longest_prefix) != out.id_prefix)
      table.wrong("id_prefix", table.entry("id_prefix")->value, "a few characters such as \"nl-\"");
  }
  if (const auto currency = table.text("currency")) {
    out.currency = currency->text;
    if (!is_currency_code(out.currency) || !is_known_currency(out.currency)) {
      table.wrong("currency", table.entry("currency")->value, "the code of a currency such as \"EUR\"",
                  nearest_currency(upper_ascii(out.currency)));
    }
  }
  if (const auto yes = table.word("consent", kinds_of_yes)) out.yes = static_cast<ShopIntake::Yes>(*yes);
  const auto short_text = [&](std::string_view key, std::size_t most, std::string& into) {
    const auto text = table.text(key);
    if (!text) return;
    into = text->text;
    if (into.empty() || into.size() > most)
      table.wrong(key, table.entry(key)->value, fmt::format("a text of at most {} bytes", most));
  };
  short_text("consent_field", longest_field, out.consent_field);
  short_text("consent_text", longest_consent, out.consent_text);
  table.unknown_keys(key_sets::intake);
  return out;
}

// What its table leaves to others: the currency of [shop], and the channels that are there.
void settle(std::vector<ShopIntake>& shops, const Settings& settings, Problems& problems) {
  const auto has = [&](std::string_view name, std::string_view kind) {
    const ChannelSettings* channel = settings.channel(name);
    return channel && channel->reaches == kind;
  };
  std::string email = has("email", "email") ? "email" : "";
  for (const ChannelSettings& channel : settings.channels) {
    if (email.empty() && channel.reaches == "email") email = channel.name;
  }
  for (std::size_t i = 0; i < shops.size(); ++i) {
    ShopIntake& shop = shops[i];
    if (shop.currency.empty()) shop.currency = settings.shop.currency;
    shop.email_channel = email;
    // Not whatever reaches a phone: a yes to text messages is none to WhatsApp.
    shop.sms_channel = has("sms", "phone") ? "sms" : "";
    for (std::size_t before = 0; before < i; ++before) {
      if (shops[before].id_prefix != shop.id_prefix) continue;
      problems.warning(shop.place,
                       fmt::format("[intake.{}] and [intake.{}] may give the same number to two customers or "
                                   "two orders",
                                   shops[before].name, shop.name),
                       fmt::format("write id_prefix = \"{}-\" into one of them", shop.name));
    }
  }
}

}  // namespace

bool is_shop_table(const TomlEntry& entry) {
  const auto key = std::ranges::find(key_sets::intake.keys, std::string_view(entry.key));
  return key == key_sets::intake.keys.end() && std::holds_alternative<TomlTable>(entry.value.is);
}

std::string_view to_text(ShopType type) {
  switch (type) {
    case ShopType::WooCommerce:
      return "WooCommerce";
    case ShopType::Shopify:
      return "Shopify";
    case ShopType::Generic:
      return "generic";
  }
  return "";
}

std::vector<ShopIntake> read_shop_intakes(const TomlTable& root, const Settings& settings,
                                          Problems& problems) {
  std::vector<ShopIntake> out;
  const TomlEntry* found = root.find("intake");
  const auto* intake = found ? std::get_if<TomlTable>(&found->value.is) : nullptr;
  if (!intake) return out;
  const std::filesystem::path folder = std::filesystem::path(settings.file).parent_path();
  for (const TomlEntry& entry : intake->entries) {
    const auto* shop = std::get_if<TomlTable>(&entry.value.is);
    if (shop && is_shop_table(entry)) out.push_back(read_shop_intake(entry, *shop, folder, problems));
  }
  settle(out, settings, problems);
  return out;
}

}  // namespace lifecycled
