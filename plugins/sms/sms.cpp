// Channel types "twilio.sms" and "kannel.sms": what a shop may set for each, and which driver it gets.
#include <memory>
#include <string>

#include "channel.hpp"
#include "kannel.hpp"
#include "support/channel_options.hpp"
#include "twilio.hpp"

namespace sms {
namespace {

using namespace lifecycled::plugin;
using namespace plugin_support;

bool is_sid(const std::string& text, const char* prefix) {
  constexpr std::size_t sid_length = 34;
  return text.size() == sid_length && text.rfind(prefix, 0) == 0;
}

std::unique_ptr<const Provider> twilio_of(const Config& config) {
  TwilioSettings settings;
  settings.base_url = base_url_of(config, "base_url");
  settings.account_sid = clean_text_of(config, "account_sid");
  settings.auth_token = clean_text_of(config, "auth_token");
  settings.api_key = clean_text_of(config, "api_key");
  settings.api_key_secret = clean_text_of(config, "api_key_secret");
  settings.messaging_service = clean_text_of(config, "messaging_service");
  settings.callback_url = callback_url_of(config);
  settings.validity_seconds = config.integer("validity");
  if (settings.auth_token.empty()) throw ConfigError("auth_token", "is empty");
  if (!is_sid(settings.account_sid, "AC"))
    throw ConfigError("account_sid",
                      "must be \"AC\" and 32 digits and letters, as Twilio's console shows it");
  if (!settings.messaging_service.empty() && !is_sid(settings.messaging_service, "MG"))
    throw ConfigError("messaging_service", "must be \"MG\" and 32 digits and letters");
  if (!settings.api_key.empty() && !is_sid(settings.api_key, "SK"))
    throw ConfigError("api_key", "must be \"SK\" and 32 digits and letters");
  if (settings.api_key.empty() != settings.api_key_secret.empty())
    throw ConfigError(settings.api_key.empty() ? "api_key" : "api_key_secret",
                      "is missing: api_key and api_key_secret belong together");
  return std::make_unique<const Twilio>(std::move(settings));
}

std::unique_ptr<const Provider> kannel_of(const Config& config) {
  KannelSettings settings;
  settings.url = base_url_of(config, "url");
  settings.username = clean_text_of(config, "username");
  settings.password = clean_text_of(config, "password");
  settings.smsc = clean_text_of(config, "smsc");
  settings.callback_url = callback_url_of(config);
  settings.webhook_secret = shared_secret_of(config, "webhook_secret");
  settings.validity_seconds = config.integer("validity");
  if (settings.username.empty()) throw ConfigError("username", "is empty");
  if (settings.password.empty()) throw ConfigError("password", "is empty");
  return std::make_unique<const Kannel>(std::move(settings));
}

class TwilioChannel final : public SmsChannel {
 public:
  TwilioChannel(Host host, const Config& config) : SmsChannel(host, config, twilio_of(config)) {}
};

class KannelChannel final : public SmsChannel {
 public:
  KannelChannel(Host host, const Config& config) : SmsChannel(host, config, kannel_of(config)) {}
};

constexpr lc_option account_sid = required(
    LC_OPTION_INIT("account_sid", LC_TEXT, "", "The account, \"AC...\", as Twilio's console shows it."));
constexpr lc_option auth_token = required(LC_OPTION_INIT(
    "auth_token", LC_SECRET, "",
    "The account's token: it signs what Twilio tells us, and signs in where there is no api_key."));
constexpr lc_option api_key =
    LC_OPTION_INIT("api_key", LC_TEXT, "", "An API key, \"SK...\", to sign in by instead of the token.");
constexpr lc_option api_key_secret = LC_OPTION_INIT("api_key_secret", LC_SECRET, "", "The API key's secret.");
constexpr lc_option messaging_service =
    LC_OPTION_INIT("messaging_service", LC_TEXT, "",
                   "A messaging service, \"MG...\", which chooses the sender where a message has none.");
constexpr lc_option base_url = LC_OPTION_INIT("base_url", LC_URL, "https://api.twilio.com",
                                              "Where Twilio's API is; regions have their own.");

constexpr lc_option url = required(LC_OPTION_INIT(
    "url", LC_URL, "", "Where smsbox takes messages, such as \"http://127.0.0.1:13013/cgi-bin/sendsms\"."));
constexpr lc_option username = required(
    LC_OPTION_INIT("username", LC_TEXT, "", "The name of a group sendsms-user in Kannel's settings."));
constexpr lc_option password =
    required(LC_OPTION_INIT("password", LC_SECRET, "", "The password of that group."));
constexpr lc_option webhook_secret =
    required(LC_OPTION_INIT("webhook_secret", LC_SECRET, "",
                            "What only Kannel and this channel know: it vouches for reports and replies."));
constexpr lc_option smsc = LC_OPTION_INIT(
    "smsc", LC_TEXT, "", "The smsc-id of the connection to send by; Kannel chooses without it.");

constexpr lc_option callback_url =
    LC_OPTION_INIT("callback_url", LC_URL, "",
                   "This channel's own address, public_url and \"/webhooks/NAME\": without it nothing is "
                   "heard of what was sent.");
// The daemon reads these three in replies, of whatever plugin declares them.
constexpr lc_option stop_words = LC_OPTION_INIT("stop_words", LC_TEXT_LIST, "",
                                                "Words and phrases in a reply that withdraw consent, beside "
                                                "STOP, STOPALL, UNSUBSCRIBE, ARRET, STOPP and others.");
constexpr lc_option start_words = LC_OPTION_INIT("start_words", LC_TEXT_LIST, "",
                                                 "Replies that give consent again, beside START and UNSTOP.");
constexpr lc_option help_words = LC_OPTION_INIT("help_words", LC_TEXT_LIST, "",
                                                "Replies that ask for help, beside HELP, INFO and others.");
constexpr lc_option senders = LC_OPTION_INIT(
    "senders", LC_TEXT_LIST, "",
    "Senders for single countries, such as \"US=+15551234567\"; the others get the channel's sender.");
constexpr lc_option countries = LC_OPTION_INIT(
    "countries", LC_TEXT_LIST, "",
    "Where messages may go, such as \"NL\"; without it anywhere, which invites fraud by dear numbers.");
constexpr lc_option transliterate = LC_OPTION_INIT("transliterate", LC_BOOLEAN, "false",
                                                   "Letters outside the GSM alphabet become near ones where "
                                                   "the whole text then fits it, so that it costs less.");
constexpr lc_option most_parts = between(
    LC_OPTION_INIT("most_parts", LC_INTEGER, "4", "A message that takes more parts than this is not sent."),
    1, 10);
constexpr lc_option validity = between(
    LC_OPTION_INIT("validity", LC_SECONDS, "4h", "How long networks keep a message for a phone that is off."),
    60, 36'000);
constexpr lc_option in_flight = between(
    LC_OPTION_INIT("in_flight", LC_INTEGER, "32", "How many messages are on their way at once."), 1, 256);
constexpr lc_option timeout = between(
    LC_OPTION_INIT("timeout", LC_SECONDS, "20s", "How long the provider may take to answer."), 1, 300);

constexpr const lc_option* twilio_options[] = {
    &account_sid,   &auth_token, &api_key,    &api_key_secret, &messaging_service, &callback_url,
    &senders,       &countries,  &stop_words, &start_words,    &help_words,        &most_parts,
    &transliterate, &validity,   &in_flight,  &timeout,        &base_url,          nullptr};
constexpr const lc_option* kannel_options[] = {
    &url,           &username,  &password,   &webhook_secret, &smsc,       &callback_url,
    &senders,       &countries, &stop_words, &start_words,    &help_words, &most_parts,
    &transliterate, &validity,  &in_flight,  &timeout,        nullptr};
constexpr const lc_option* no_fields[] = {nullptr};

constexpr lc_channel_type twilio_type =
    channel_type<TwilioChannel>("twilio.sms", "phone", "SMS by Twilio.", twilio_options, no_fields);
constexpr lc_channel_type kannel_type = channel_type<KannelChannel>(
    "kannel.sms", "phone", "SMS by Kannel, and hence by any operator that speaks SMPP.", kannel_options,
    no_fields);
constexpr const lc_channel_type* channel_types[] = {&twilio_type, &kannel_type, nullptr};

}  // namespace
}  // namespace sms

extern "C" LC_EXPORT const lc_plugin lifecycled_plugin = {
    LC_ABI_MAJOR, LC_ABI_MINOR, "lifecycled.sms", "SMS", "0.1.0", "lifecycled", sms::channel_types};
