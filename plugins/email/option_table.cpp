// The table of options.hpp. Its help texts are the documentation: README.md is made of them.
#include "options.hpp"

namespace email {
namespace {

using lifecycled::plugin::between;
using lifecycled::plugin::one_of;
using lifecycled::plugin::required;

constexpr lc_option text(const char* key, const char* value, const char* help) {
  return LC_OPTION_INIT(key, LC_TEXT, value, help);
}

constexpr lc_option host =
    required(text("host", "", "The mail relay that takes the mails, such as smtp.example.org."));
constexpr lc_option port = between(LC_OPTION_INIT("port", LC_INTEGER, "587", "The relay's port."), 1, 65535);
constexpr lc_option more_relays = LC_OPTION_INIT(
    "more_relays", LC_TEXT_LIST, "",
    "Relays, as in \"smtp2.example.org:587\", for as long as those before them do not answer.");
constexpr lc_option tls =
    one_of(text("tls", "starttls", "starttls (port 587), tls from the first byte (port 465), or off."),
           "starttls|tls|off");
constexpr lc_option tls_ca_file = text(
    "tls_ca_file", "", "The certificates that the relay's is checked against; the system's when absent.");
constexpr lc_option user = text("user", "", "The name to log in with.");
constexpr lc_option password = LC_OPTION_INIT("password", LC_SECRET, "", "The password to log in with.");
constexpr lc_option auth =
    one_of(text("auth", "any",
                "How to log in: plain, login, xoauth2 (with an access token as the password), or any that "
                "the relay offers for a password."),
           "any|plain|login|xoauth2");
constexpr lc_option second_host = text(
    "second_host", "",
    "The relay of a second provider, with a login of its own, for as long as the first's do not answer.");
constexpr lc_option second_port =
    between(LC_OPTION_INIT("second_port", LC_INTEGER, "587", "The second provider's port."), 1, 65535);
constexpr lc_option second_tls =
    one_of(text("second_tls", "starttls", "As \"tls\", for the second provider."), "starttls|tls|off");
constexpr lc_option second_user =
    text("second_user", "", "The name to log in with at the second provider's.");
constexpr lc_option second_password =
    LC_OPTION_INIT("second_password", LC_SECRET, "", "The password to log in with there.");
constexpr lc_option second_auth =
    one_of(text("second_auth", "any", "As \"auth\", for the second provider."), "any|plain|login|xoauth2");
constexpr lc_option sender =
    text("sender", "", "Who writes, as in \"Shop <shop@example.org>\"; a message may name another.");
constexpr lc_option sender_domains = LC_OPTION_INIT(
    "sender_domains", LC_TEXT_LIST, "",
    "Domains that a message's own sender may be of, beside those of \"sender\" and \"dkim_domain\".");
constexpr lc_option envelope_sender =
    text("envelope_sender", "", "The address that bounces go to; the sender's when absent.");
constexpr lc_option reply_to = text("reply_to", "", "Where answers go, if not to the sender.");
constexpr lc_option helo_name =
    text("helo_name", "", "The name to greet the relay with; this machine's when absent.");
constexpr lc_option report_listen = text(
    "report_listen", "", "Where to take bounces and complaints by LMTP or SMTP, as in \"127.0.0.1:2424\".");
constexpr lc_option report_folder =
    text("report_folder", "", "A Maildir to take bounces and complaints out of.");
constexpr lc_option verp = LC_OPTION_INIT("verp", LC_BOOLEAN, "true",
                                          "Where bounces are taken and there is an \"envelope_sender\", each "
                                          "mail gets one of its own, bounces+KEY@...");
constexpr lc_option verp_separator = one_of(
    text("verp_separator", "+", "What your mail server takes for the beginning of an address's extension."),
    "+|-|=");
constexpr lc_option unsubscribe_address = text(
    "unsubscribe_address", "",
    "An address whose mail comes to report_listen or report_folder too: the mailto of List-Unsubscribe.");
constexpr lc_option feedback_loops =
    LC_OPTION_INIT("feedback_loops", LC_TEXT_LIST, "",
                   "Senders, as in \"fbl.example.net\" or \"staff@example.net\", whose complaints count even "
                   "if they only name "
                   "an address. Your mail server must let nobody else use these names.");
constexpr lc_option dkim_domain =
    text("dkim_domain", "", "The domain that signs with DKIM; the sender's when absent.");
constexpr lc_option dkim_selector = text(
    "dkim_selector", "", "Under which name the key's public half is in the DNS: SELECTOR._domainkey.DOMAIN.");
constexpr lc_option dkim_key =
    LC_OPTION_INIT("dkim_key", LC_SECRET, "",
                   "The private key of DKIM, RSA or Ed25519, in PEM (`lifecycled keys dkim FILE`).");
constexpr lc_option dkim_second_selector = text(
    "dkim_second_selector", "", "The name of a second key: Ed25519 beside RSA, for receivers that know it.");
constexpr lc_option dkim_second_key =
    LC_OPTION_INIT("dkim_second_key", LC_SECRET, "", "The second private key, in PEM.");
constexpr lc_option connections = between(
    LC_OPTION_INIT("connections", LC_INTEGER, "16", "How many connections to the relay are used at most."), 1,
    200);
constexpr lc_option connect_timeout =
    between(LC_OPTION_INIT("connect_timeout", LC_SECONDS, "10s", "How long connecting may take."), 1, 120);
constexpr lc_option response_timeout = between(
    LC_OPTION_INIT("response_timeout", LC_SECONDS, "300s", "How long the relay may take for an answer."), 1,
    600);

}  // namespace

const lc_option* const options[] = {&host,
                                    &port,
                                    &more_relays,
                                    &tls,
                                    &tls_ca_file,
                                    &user,
                                    &password,
                                    &auth,
                                    &second_host,
                                    &second_port,
                                    &second_tls,
                                    &second_user,
                                    &second_password,
                                    &second_auth,
                                    &sender,
                                    &sender_domains,
                                    &envelope_sender,
                                    &reply_to,
                                    &helo_name,
                                    &report_listen,
                                    &report_folder,
                                    &verp,
                                    &verp_separator,
                                    &unsubscribe_address,
                                    &feedback_loops,
                                    &dkim_domain,
                                    &dkim_selector,
                                    &dkim_key,
                                    &dkim_second_selector,
                                    &dkim_second_key,
                                    &connections,
                                    &connect_timeout,
                                    &response_timeout,
                                    nullptr};

}  // namespace email
