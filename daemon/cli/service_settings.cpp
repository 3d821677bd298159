#include "cli/service_settings.hpp"

#include <array>

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

std::vector<ShopRoute> shop_routes(const std::vector<ShopIntake>& shops) {
  std::vector<ShopRoute> out;
  for (const ShopIntake& shop : shops) {
    std::vector<std::string> secrets;
    for (const SecretReference& secret : shop.secrets) secrets.push_back(read_secret(secret));
    out.push_back({shop, ShopSignature(shop.type, secrets)});
  }
  return out;
}

bool needs_restart(const std::vector<ShopIntake>& now, const std::vector<ShopIntake>& next) {
  const auto told = [](const std::vector<ShopIntake>& shops) {
    std::vector<std::string> out;
    for (const ShopIntake& shop : shops) {
      out.push_back(fmt::format("shop {} {} {} {} {} {} {} {} {}", shop.name, to_text(shop.type),
                                shop.id_prefix, shop.currency, static_cast<int>(shop.yes), shop.consent_field,
                                shop.consent_text, shop.email_channel, shop.sms_channel));
      for (const SecretReference& secret : shop.secrets) out.push_back("secret " + secret.text);
    }
    return out;
  };
  return told(now) != told(next);
}

bool needs_restart(const Settings& now, const Settings& next) {
  const auto keys = [](const Settings& settings) {
    std::vector<std::string> out;
    for (const SecretReference& key : settings.intake.write_keys) out.push_back(key.text);
    for (const SecretReference& key : settings.intake.browser_keys) out.push_back("browser " + key.text);
    return out;
  };
  return now.state_folder != next.state_folder || now.http.listen != next.http.listen ||
         now.http.public_url != next.http.public_url || keys(now) != keys(next);
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
