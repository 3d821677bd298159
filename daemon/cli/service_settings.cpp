#include "cli/service_settings.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include <fmt/format.h>

#include "cli/secrets.hpp"
#include "config/value_forms.hpp"

namespace lifecycled {

WriteKeys intake_keys(const Settings& settings) {
  constexpr KeyRights of_a_server{true}, of_a_browser{false};
  std::vector<WriteKey> keys;
  const IntakeSettings& intake = settings.intake;
  for (const SecretReference& key : intake.browser_keys) keys.push_back({read_secret(key), of_a_browser});
  for (const SecretReference& key : intake.write_keys) keys.push_back({read_secret(key), of_a_server});
  return WriteKeys(keys);
}

KeyBudgets key_budgets(const WriteKeys& keys, const KeyRates& rates) {
  std::vector<KeyBudgets::Rate> out;
  for (const KeyRights& rights : keys.rights()) {
    const KeyRate& rate = rights.speaks_for_the_shop ? rates.write_key : rates.browser_key;
    out.push_back({rate.count, rate.per});
  }
  return KeyBudgets(std::move(out));
}

std::vector<ShopRoute> shop_routes(const std::vector<ShopIntake>& shops) {
  std::vector<ShopRoute> out;
  for (const ShopIntake& shop : shops) {
    std::vector<std::string> secrets;
    for (const SecretReference& secret : shop.secrets) secrets.push_back(read_secret(secret));
    out.push_back({shop, ShopSignature(shop.type, secrets, shop.mapping.signature)});
  }
  return out;
}

namespace {

bool is_same(const std::vector<SecretReference>& one, const std::vector<SecretReference>& other) {
  return std::ranges::equal(one, other, {}, &SecretReference::text, &SecretReference::text);
}

// Where its table stands makes no difference.
bool is_same(const ShopIntake& one, const ShopIntake& other) {
  const auto told = [](const ShopIntake& shop) {
    return std::tie(shop.name, shop.type, shop.id_prefix, shop.currency, shop.yes, shop.consent_field,
                    shop.consent_text, shop.email_channel, shop.sms_channel, shop.mapping);
  };
  return told(one) == told(other) && is_same(one.secrets, other.secrets);
}

}  // namespace

bool needs_restart(const Configuration& started_with, const Configuration& next) {
  const Settings &was = started_with.settings, &is = next.settings;
  return was.state_folder != is.state_folder || was.http.listen != is.http.listen ||
         was.http.public_url != is.http.public_url || !is_same(was.intake.write_keys, is.intake.write_keys) ||
         !is_same(was.intake.browser_keys, is.intake.browser_keys) ||
         started_with.key_rates != next.key_rates ||
         !std::ranges::equal(started_with.shops, next.shops,
                             [](const auto& one, const auto& other) { return is_same(one, other); });
}

HttpServerSettings server_settings(const HttpSettings& http, Random& random) {
  HttpServerSettings settings;
  settings.trusted_proxies = http.trusted_proxies;
  settings.per_client.count = http.per_client_count;
  settings.per_client.per = http.per_client_span;
  std::array<unsigned char, 32> key{};
  random.fill(key);
  settings.address_key.assign(key.begin(), key.end());
  settings.most_connections = http.most_connections;
  settings.most_connections_per_client = http.most_connections_per_client;
  return settings;
}

std::string public_url_of(const HttpSettings& http) {
  return http.public_url.empty() ? url_of_listener(http.listen.front()) : http.public_url;
}

}  // namespace lifecycled
