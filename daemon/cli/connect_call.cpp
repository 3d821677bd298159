#include "cli/connect_call.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "cli/data_command.hpp"
#include "cli/report.hpp"
#include "cli/secrets.hpp"
#include "cli/service_settings.hpp"
#include "cli/shop_guide.hpp"
#include "cli/shop_secret.hpp"
#include "config/load.hpp"
#include "config/value_forms.hpp"

namespace lifecycled {
namespace {

namespace json = boost::json;

json::object guide_json(const ShopGuide& guide) {
  json::array topics;
  for (const std::string_view topic : shop_topics(guide.type)) topics.emplace_back(topic);
  json::object out{{"type", std::string(to_text(guide.type))},
                   {"name", guide.name},
                   {"url", shop_address(guide)},
                   {"topics", std::move(topics)},
                   {"is_configured", guide.is_configured},
                   {"is_secret_new", guide.is_secret_new}};
  if (!guide.secret.empty()) out["secret"] = guide.secret;
  if (!guide.is_configured) out["toml"] = shop_table(guide);
  return out;
}

int run_connect(const ConnectCall& call, Random& random) {
  LoadedConfiguration loaded = load_configuration(call.configuration_file);
  const Settings& settings = loaded.configuration.settings;
  const auto& shops = loaded.configuration.shops;
  for (const Problem& problem : loaded.problems.sorted()) {
    if (problem.severity == Problem::Severity::Error) throw CommandError(to_string(problem));
  }
  ShopGuide guide;
  guide.type = call.type == "shopify"   ? ShopType::Shopify
               : call.type == "generic" ? ShopType::Generic
                                        : ShopType::WooCommerce;
  guide.name = call.name.empty() ? call.type : call.name;
  if (!is_plain_name(guide.name))
    throw CommandError("NAME has small letters, digits, \"-\" and \"_\" only, such as " + call.type);
  guide.public_url = public_url_of(settings.http);
  const auto known = std::ranges::find(shops, guide.name, &ShopIntake::name);
  guide.is_configured = known != shops.end();
  if (guide.is_configured && known->type != guide.type) {
    throw CommandError(fmt::format("[intake.{}] is a {} shop; give this one another name", guide.name,
                                   to_text(known->type)));
  }
  if (guide.is_configured) {
    // Who may run this may read it: it is to be pasted into the shop's settings.
    if (guide.type != ShopType::Shopify && !known->secrets.empty())
      guide.secret = read_secret(known->secrets.front());
  } else {
    guide.secret_file = guide.name + ".secret";
    if (guide.type != ShopType::Shopify) {
      const auto made = keep_shop_secret(settings.absolute(guide.secret_file), random);
      guide.secret = made.text;
      guide.is_secret_new = made.is_new;
    }
  }
  std::fputs((call.json ? json_text(guide_json(guide)) + "\n" : shop_guide_text(guide)).c_str(), stdout);
  return 0;
}

}  // namespace

void add_connect_command(CLI::App& app, ConnectCall& into, std::function<int()>& run, Random& random) {
  CLI::App* connect = app.add_subcommand(
      "connect",
      "What to paste where, so that a shop's own webhooks come here: WooCommerce, Shopify, or any JSON.");
  connect->add_option("TYPE", into.type, "woocommerce, shopify or generic")
      ->required()
      ->check(CLI::IsMember({"woocommerce", "shopify", "generic"}));
  connect->add_option("NAME", into.name, "What [intake.NAME] calls the shop; the type without a word");
  connect->add_option("--config", into.configuration_file, "The shop's lifecycled.toml")
      ->default_val("/etc/lifecycled/lifecycled.toml");
  connect->add_flag("--json", into.json, "Print JSON for programs instead of text for people");
  connect->footer(
      "It makes a secret, if there is none, in NAME.secret beside lifecycled.toml; Shopify shows its own. "
      "Nothing else is\nchanged: what it prints is for you to put where it belongs. `generic` is for every "
      "other shop that can "
      "post JSON:\nPrestaShop, Magento, your own.");
  connect->callback([&into, &run, &random] { run = [&] { return run_connect(into, random); }; });
}

}  // namespace lifecycled
