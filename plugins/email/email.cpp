// Channel type "email": mail by SMTP through a relay. mime.hpp makes the mail, smtp_pool.hpp sends it,
// replies.hpp judges what came back.
#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>

#include "lifecycled/channel.hpp"
#include "settings.hpp"
#include "smtp_pool.hpp"
#include "text.hpp"

namespace {

using lifecycled::plugin::Channel;
using lifecycled::plugin::Config;
using lifecycled::plugin::ConfigError;
using lifecycled::plugin::Host;
using lifecycled::plugin::Message;

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

email::Settings read_settings(const Config& config) {
  email::Settings s;
  s.host = config.text("host");
  if (!is_host_name(s.host))
    throw ConfigError("host", "must be a host name or an address such as \"smtp.example.org\"");
  s.port = static_cast<int>(config.integer("port"));
  const std::string tls = config.text("tls");
  s.tls = tls == "tls" ? email::Tls::Always : tls == "off" ? email::Tls::Off : email::Tls::StartTls;
  s.tls_ca_file = config.text("tls_ca_file");
  if (!s.tls_ca_file.empty() && ::access(s.tls_ca_file.c_str(), R_OK) != 0) {
    throw ConfigError("tls_ca_file", s.tls_ca_file + " cannot be read");
  }
  s.user = config.text("user");
  s.password = config.text("password");
  if (s.user.empty() != s.password.empty()) {
    throw ConfigError(s.user.empty() ? "user" : "password", "\"user\" and \"password\" belong together");
  }
  if (!s.user.empty() && s.tls == email::Tls::Off && !is_loopback(s.host)) {
    throw ConfigError("tls", "must not be \"off\" where a password is sent; use \"starttls\" or \"tls\"");
  }
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
  return s;
}

class EmailChannel final : public Channel {
 public:
  EmailChannel(Host host, Config config) {
    const email::Settings settings = read_settings(config);
    connections_ = static_cast<uint32_t>(settings.connections);
    try {
      pool_ = std::make_unique<email::SmtpPool>(settings, host);
    } catch (const std::invalid_argument& e) {
      throw ConfigError(e.what(), "must be a mailbox such as \"Shop <shop@example.org>\"");
    }
  }

  void describe(lc_capabilities& c) const override {
    c.batch_size = 256;
    // Enough waiting that no connection is ever idle; what waits has not started, so a crash costs it
    // nothing.
    c.in_flight = std::max(64u, connections_ * 8);
    c.html = c.subject = true;
  }
  void submit(std::vector<Message> messages) override { pool_->submit(std::move(messages)); }

 private:
  uint32_t connections_ = 0;
  std::unique_ptr<email::SmtpPool> pool_;
};

constexpr lc_option text(const char* key, const char* value, const char* help) {
  return LC_OPTION_INIT(key, LC_TEXT, value, help);
}
constexpr lc_option number(const char* key, int32_t type, const char* value, const char* help, int64_t least,
                           int64_t most) {
  lc_option option = LC_OPTION_INIT(key, type, value, help);
  option.minimum = least;
  option.maximum = most;
  return option;
}
constexpr lc_option host_option() {
  lc_option option = text("host", "", "The mail relay that takes the mails, such as smtp.example.org.");
  option.required = true;
  return option;
}
constexpr lc_option tls_option() {
  lc_option option =
      text("tls", "starttls", "starttls (port 587), tls from the first byte (port 465), or off.");
  option.choices = "starttls|tls|off";
  return option;
}

constexpr lc_option host = host_option();
constexpr lc_option port = number("port", LC_INTEGER, "587", "The relay's port.", 1, 65535);
constexpr lc_option tls = tls_option();
constexpr lc_option tls_ca_file = text(
    "tls_ca_file", "", "The certificates that the relay's is checked against; the system's when absent.");
constexpr lc_option user = text("user", "", "The name to log in with.");
constexpr lc_option password = LC_OPTION_INIT("password", LC_SECRET, "", "The password to log in with.");
constexpr lc_option sender =
    text("sender", "", "Who writes, as in \"Shop <shop@example.org>\"; a message may name another.");
constexpr lc_option envelope_sender =
    text("envelope_sender", "", "The address that bounces go to; the sender's when absent.");
constexpr lc_option reply_to = text("reply_to", "", "Where answers go, if not to the sender.");
constexpr lc_option helo_name =
    text("helo_name", "", "The name to greet the relay with; this machine's when absent.");
constexpr lc_option connections =
    number("connections", LC_INTEGER, "16", "How many connections to the relay are used at most.", 1, 200);
constexpr lc_option connect_timeout =
    number("connect_timeout", LC_SECONDS, "10s", "How long connecting may take.", 1, 120);
constexpr lc_option response_timeout =
    number("response_timeout", LC_SECONDS, "300s", "How long the relay may take for an answer.", 1, 600);

constexpr const lc_option* options[] = {&host,
                                        &port,
                                        &tls,
                                        &tls_ca_file,
                                        &user,
                                        &password,
                                        &sender,
                                        &envelope_sender,
                                        &reply_to,
                                        &helo_name,
                                        &connections,
                                        &connect_timeout,
                                        &response_timeout,
                                        nullptr};
constexpr const lc_option* no_fields[] = {nullptr};
constexpr lc_channel_type email_type = lifecycled::plugin::channel_type<EmailChannel>(
    "email", "email", "Sends mail by SMTP through a relay.", options, no_fields);
constexpr const lc_channel_type* channel_types[] = {&email_type, nullptr};

}  // namespace

extern "C" LC_EXPORT const lc_plugin lifecycled_plugin = {
    LC_ABI_MAJOR, LC_ABI_MINOR, "lifecycled.email", "E-mail (SMTP)", "0.1.0", "lifecycled", channel_types};
