// read_settings of options.hpp: what only this plugin can judge is blamed on its option.
#include <algorithm>
#include <stdexcept>

#include <unistd.h>

#include "alignment.hpp"
#include "idna.hpp"
#include "options.hpp"
#include "text.hpp"

namespace email {
namespace {

using lifecycled::plugin::Config;
using lifecycled::plugin::ConfigError;

std::string own_name() {
  char name[256] = {};
  if (::gethostname(name, sizeof name - 1) != 0 || name[0] == '\0') return "localhost";
  return name;
}

bool is_host_name(const std::string& text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == ':' || c == '[' || c == ']' || c == '_';
  };
  return !text.empty() && text.size() <= 255 && std::all_of(text.begin(), text.end(), fits);
}

bool is_loopback(const std::string& host) {
  return host == "localhost" || host == "::1" || host == "[::1]" || host.rfind("127.", 0) == 0;
}

// In ASCII, as every comparison and the DNS want it.
std::string domain_name(const char* key, const std::string& given) {
  const std::string text = domain_in_idna(given);
  if (!is_host_name(text) || text.find_first_of(":[]_") != text.npos || text.find('.') == text.npos)
    throw ConfigError(key, "must be a domain such as \"shop.example.org\"");
  return text;
}

Tls tls_of(const std::string& text) {
  return text == "tls" ? Tls::Always : text == "off" ? Tls::Off : Tls::StartTls;
}

// The options of one provider begin alike: "second_" + "user".
Relay provider(const Config& config, const std::string& prefix) {
  const auto key = [&](const char* name) { return prefix + name; };
  Relay relay;
  relay.host = config.text(key("host").c_str());
  relay.port = static_cast<int>(config.integer(key("port").c_str()));
  relay.tls = tls_of(config.text(key("tls").c_str()));
  relay.user = config.text(key("user").c_str());
  relay.password = config.text(key("password").c_str());
  const std::string auth = config.text(key("auth").c_str());
  relay.login = auth == "plain" ? "PLAIN" : auth == "login" ? "LOGIN" : auth == "xoauth2" ? "XOAUTH2" : "";
  if (relay.user.empty() != relay.password.empty())
    throw ConfigError(key(relay.user.empty() ? "user" : "password"),
                      "\"" + key("user") + "\" and \"" + key("password") + "\" belong together");
  if (!relay.login.empty() && relay.user.empty())
    throw ConfigError(key("auth"), "needs a \"" + key("user") + "\" and a \"" + key("password") + "\"");
  return relay;
}

void refuse_open_password(const Relay& relay, const std::string& key) {
  if (!relay.user.empty() && relay.tls == Tls::Off && !is_loopback(relay.host))
    throw ConfigError(key, "must not be \"off\" where a password is sent; use \"starttls\" or \"tls\"");
}

std::vector<Relay> relays_of(const Config& config) {
  std::vector<Relay> relays = {provider(config, "")};
  if (!is_host_name(relays.front().host))
    throw ConfigError("host", "must be a host name or an address such as \"smtp.example.org\"");
  for (const std::string& text : config.list("more_relays")) {
    constexpr const char* wrong =
        "must name hosts with their ports such as \"smtp2.example.org:587\"; a relay "
        "with a login of its own is \"second_host\"";
    Relay relay = relays.front();
    try {
      const ListenAddress address = parse_listen_address(text);
      relay.host = address.host;
      relay.port = std::stoi(address.port);
    } catch (const std::invalid_argument&) {
      throw ConfigError("more_relays", wrong);
    }
    if (!is_host_name(relay.host)) throw ConfigError("more_relays", wrong);
    relays.push_back(relay);
  }
  for (const Relay& relay : relays) refuse_open_password(relay, "tls");
  const Relay second = provider(config, "second_");
  if (second.host.empty()) {
    if (!second.user.empty()) throw ConfigError("second_user", "needs a \"second_host\"");
    return relays;
  }
  if (!is_host_name(second.host))
    throw ConfigError("second_host", "must be a host name or an address such as \"smtp.example.net\"");
  refuse_open_password(second, "second_tls");
  relays.push_back(second);
  return relays;
}

// The channel's sender as a domain, "" without one.
std::string sender_domain(const Settings& s) {
  if (s.sender.empty()) return "";
  const auto close = s.sender.rfind('>');
  return domain_in_idna(domain_of(close == s.sender.npos ? s.sender : s.sender.substr(0, close)));
}

void read_reports(const Config& config, Settings& s) {
  const std::string listen = config.text("report_listen"), unsubscribe = config.text("unsubscribe_address");
  if (!listen.empty()) {
    try {
      s.report_listen = parse_listen_address(listen);
    } catch (const std::invalid_argument& e) {
      throw ConfigError("report_listen", e.what());
    }
  }
  s.report_folder = config.text("report_folder");
  const bool takes_reports = !listen.empty() || !s.report_folder.empty();
  const std::string extension = config.text("verp_separator");
  const char separator = extension.empty() ? '+' : extension.front();
  if (!s.envelope_sender.empty() && !is_address(s.envelope_sender))
    throw ConfigError("envelope_sender", "must be an address such as \"bounces@shop.example.org\"");
  if (takes_reports && config.flag("verp") && !s.envelope_sender.empty())
    s.bounces = ReturnPath(in_idna(s.envelope_sender), separator);
  for (const std::string& loop : config.list("feedback_loops")) {
    const auto at = loop.rfind('@');
    const bool is_usable = at == loop.npos ? is_host_name(loop) : is_address(loop);
    if (!is_usable)
      throw ConfigError("feedback_loops",
                        "must name domains or addresses such as \"fbl.example.net\", not \"" + loop + "\"");
    const std::string domain = domain_of(at == loop.npos ? "@" + loop : loop);
    s.feedback_loops.push_back(at == loop.npos ? domain : loop.substr(0, at + 1) + domain);
  }
  if (!s.feedback_loops.empty() && !takes_reports)
    throw ConfigError("feedback_loops",
                      "needs \"report_listen\" or \"report_folder\", where its mail comes to");
  if (unsubscribe.empty()) return;
  if (!is_address(unsubscribe))
    throw ConfigError("unsubscribe_address", "must be an address such as \"leave@shop.example.org\"");
  if (!takes_reports)
    throw ConfigError("unsubscribe_address",
                      "needs \"report_listen\" or \"report_folder\", where its mail comes to");
  s.unsubscriptions = ReturnPath(in_idna(unsubscribe), separator);
}

void read_dkim(const Config& config, Settings& s) {
  std::vector<DkimKey> keys;
  for (const auto& [selector_key, secret_key] :
       {std::pair{"dkim_selector", "dkim_key"}, std::pair{"dkim_second_selector", "dkim_second_key"}}) {
    const std::string selector = config.text(selector_key), pem = config.text(secret_key);
    if (selector.empty() && pem.empty()) continue;
    if (selector.empty() || pem.empty()) {
      throw ConfigError(selector.empty() ? selector_key : secret_key,
                        std::string("\"") + selector_key + "\" and \"" + secret_key + "\" belong together");
    }
    if (!is_host_name(selector) || selector.find_first_of(":[]") != selector.npos)
      throw ConfigError(selector_key, "must be a name such as \"shop2026\"");
    try {
      keys.emplace_back(pem, selector);
    } catch (const std::invalid_argument& e) {
      throw ConfigError(secret_key, e.what());
    }
  }
  std::string domain = config.text("dkim_domain");
  if (keys.empty()) {
    if (!domain.empty()) throw ConfigError("dkim_domain", "needs a \"dkim_selector\" and a \"dkim_key\"");
    return;
  }
  const std::string own = sender_domain(s);
  if (domain.empty() && own.empty())
    throw ConfigError("dkim_domain", "must be set where there is no \"sender\"");
  if (domain.empty()) domain = own;
  domain = domain_name("dkim_domain", domain);
  // A signature of another domain counts for nothing with DMARC.
  if (!own.empty() && !is_aligned(domain, own))
    throw ConfigError("dkim_domain", "must belong to the sender's domain, " + own);
  s.dkim = std::make_shared<const DkimSigner>(domain, std::move(keys));
}

}  // namespace

Settings read_settings(const Config& config) {
  Settings s;
  s.relays = relays_of(config);
  s.tls_ca_file = config.text("tls_ca_file");
  if (!s.tls_ca_file.empty() && ::access(s.tls_ca_file.c_str(), R_OK) != 0)
    throw ConfigError("tls_ca_file", s.tls_ca_file + " cannot be read");
  s.sender = config.text("sender");
  s.envelope_sender = config.text("envelope_sender");
  s.reply_to = config.text("reply_to");
  s.helo_name = config.text("helo_name");
  if (s.helo_name.empty()) s.helo_name = own_name();
  if (!is_host_name(s.helo_name))
    throw ConfigError("helo_name", "must be a host name such as \"shop.example.org\"");
  s.connections = static_cast<long>(config.integer("connections"));
  s.connect_timeout_s = static_cast<long>(config.integer("connect_timeout"));
  s.response_timeout_s = static_cast<long>(config.integer("response_timeout"));
  read_reports(config, s);
  read_dkim(config, s);
  for (const std::string& domain : config.list("sender_domains"))
    s.sender_domains.push_back(domain_name("sender_domains", domain));
  if (!sender_domain(s).empty() && !s.sender_domains.empty()) s.sender_domains.push_back(sender_domain(s));
  if (s.sender_domains.empty() && !sender_domain(s).empty()) s.sender_domains = {sender_domain(s)};
  if (s.dkim && !s.sender_domains.empty()) s.sender_domains.push_back(s.dkim->domain());
  return s;
}

}  // namespace email
