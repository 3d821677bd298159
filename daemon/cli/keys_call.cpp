#include "cli/keys_call.hpp"

#include <algorithm>
#include <cstdio>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/json_fields.hpp"
#include "cli/dkim_keys.hpp"
#include "cli/link_keys.hpp"
#include "cli/operator.hpp"
#include "cli/report.hpp"
#include "cli/vapid_keys.hpp"

namespace lifecycled {
namespace {

namespace json = boost::json;

std::string age_of(const json::value& key, Instant now) {
  const auto made = text_at(key, "made");
  const auto instant = made ? parse_instant(*made) : std::nullopt;
  if (!instant) return "age unknown";
  return fmt::format("{} days old", std::chrono::floor<std::chrono::days>(now - *instant).count());
}

std::string keys_report(const json::object& result, Instant now) {
  std::string text;
  for (const json::value& key : result.at("keys").as_array()) {
    text += fmt::format("{}  {:<16}  {}\n", text_at(key, "id").value_or(""), age_of(key, now),
                        key.at("signs").as_bool() ? "signs new links" : "still counts");
  }
  return text;
}

int run_keys(const KeysCall& call, const Clock& clock, Random& random) {
  const json::object arguments{{"act", call.act}, {"id", call.id}};
  Operator place(call.configuration_file, clock, random, Log::to_standard_error(LogLevel::Warning));
  json::object result;
  if (place.has_daemon()) {
    result = place.ask_daemon("keys", arguments);
  } else {
    Workplace workplace(place.configuration().settings.state_folder);
    if (!workplace.try_lock())
      throw CommandError("the state folder is in use by a process that does not answer; try again");
    result = change_link_keys(workplace.link_keys(), random, clock.now(), arguments);
  }
  std::fputs((call.json ? json_text(result) + "\n" : keys_report(result, clock.now())).c_str(), stdout);
  return 0;
}

int run_vapid(const KeysCall& call, Random& random) {
  const VapidKey key = keep_vapid_key(call.file, random);
  if (call.json) {
    const json::object told{{"public_key", key.public_key}, {"file", call.file}, {"is_new", key.is_new}};
    std::fputs((json_text(told) + "\n").c_str(), stdout);
    return 0;
  }
  fmt::print("{} {}\n\nvapid_public_key  = \"{}\"\nvapid_private_key = \"file:{}\"\n",
             key.is_new ? "A new key is in" : "The key of", call.file, key.public_key, call.file);
  return 0;
}

int run_dkim(const KeysCall& call) {
  const DkimRecord record = keep_dkim_key(call.file, call.ed25519);
  const std::string name = fmt::format("{}._domainkey.{}", call.selector, call.domain);
  if (call.json) {
    const json::object told{{"name", name},
                            {"record", record.text},
                            {"algorithm", record.algorithm},
                            {"file", call.file},
                            {"is_new", record.is_new}};
    std::fputs((json_text(told) + "\n").c_str(), stdout);
    return 0;
  }
  fmt::print(
      "{} {}\n\nFor the DNS:\n{}. IN TXT ( {} )\n\nFor [channel.email]:\ndkim_domain   = "
      "\"{}\"\ndkim_selector = "
      "\"{}\"\ndkim_key      = \"file:{}\"\n",
      record.is_new ? "A new key is in" : "The key of", call.file, name, in_zone_file(record.text),
      call.domain, call.selector, call.file);
  return 0;
}

void add_dkim_command(CLI::App& keys, KeysCall& into, std::function<int()>& run) {
  CLI::App* dkim =
      keys.add_subcommand("dkim", "A key that signs mails: makes it once, prints its record for the DNS.");
  dkim->add_option("FILE", into.file, "Where the private key lies, such as /etc/lifecycled/dkim.pem")
      ->required();
  dkim->add_option("--domain", into.domain, "The domain that mails come from")
      ->default_val("shop.example")
      ->check([](const std::string& domain) -> std::string {
        const bool is_ascii =
            std::ranges::all_of(domain, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
        if (is_ascii) return "";
        return "write it as the DNS has it, xn--..., which your registrar shows beside \"" + domain + "\"";
      });
  dkim->add_option("--selector", into.selector, "The key's name in the DNS")->default_val("lifecycled");
  dkim->add_flag("--ed25519", into.ed25519, "A new key is of Ed25519 instead of RSA with 2,048 bits");
  dkim->add_flag("--json", into.json, "Print JSON for programs instead of text for people");
  dkim->footer(
      "A file that is there is never written over. Not every mailbox provider verifies Ed25519 yet: sign "
      "with RSA, "
      "or\nwith both. Put the record into the DNS before you sign.");
  dkim->callback([&into, &run] { run = [&] { return run_dkim(into); }; });
}

}  // namespace

void add_keys_commands(CLI::App& app, KeysCall& into, std::function<int()>& run, const Clock& clock,
                       Random& random) {
  CLI::App* keys =
      app.add_subcommand("keys", "The keys that sign links in messages, and those of web push and of mails.");
  keys->require_subcommand(1);
  const auto add = [&](const std::string& act, const std::string& help) {
    CLI::App* sub = keys->add_subcommand(act, help);
    sub->add_option("--config", into.configuration_file, "The shop's lifecycled.toml")
        ->default_val("/etc/lifecycled/lifecycled.toml");
    sub->add_flag("--json", into.json, "Print JSON for programs instead of text for people");
    sub->callback([&into, &run, &clock, &random, act] {
      into.act = act;
      run = [&] { return run_keys(into, clock, random); };
    });
    return sub;
  };
  add("list", "Each key by a short hash of it, with its age.");
  add("rotate", "A new key signs from now on; links already sent go on working.")
      ->footer("A running daemon takes it at once. Put the new link.key into your backup.");
  CLI::App* retire = add("retire", "Links that this key signed stop working.");
  retire->add_option("ID", into.id, "As `keys list` shows it; never the one that signs")->required();
  retire->footer(
      "An unsubscribe link must work for as long as somebody may still open the mail: in most countries that "
      "is\n"
      "at least 30 to 60 days. Retire a key at once only when it has become known to others.");
  CLI::App* vapid =
      keys->add_subcommand("vapid", "The key of web push: makes it once, prints its public half.");
  vapid->add_option("FILE", into.file, "Where the private key lies, such as /etc/lifecycled/vapid.key")
      ->required();
  vapid->add_flag("--json", into.json, "Print JSON for programs instead of text for people");
  vapid->footer(
      "A file that is there is never written over: browsers subscribe with this key, and with another one "
      "none of\n"
      "them can be reached. Put it into your backup.");
  vapid->callback([&into, &run, &random] { run = [&] { return run_vapid(into, random); }; });
  add_dkim_command(*keys, into, run);
}

}  // namespace lifecycled
