// The tables of options.hpp. Their help texts are the documentation: README.md is made of them.
#include "options.hpp"

#include <algorithm>

#include "support/channel_options.hpp"

namespace whatsapp {
namespace {

using namespace lifecycled::plugin;
using namespace plugin_support;

constexpr lc_option secret(const char* key, const char* help) {
  return required(LC_OPTION_INIT(key, LC_SECRET, "", help));
}

constexpr lc_option phone_number_id = required(
    LC_OPTION_INIT("phone_number_id", LC_TEXT, "",
                   "The sending number's id, digits, as the app's page \"API Setup\" shows it; not the "
                   "number itself."));
constexpr lc_option access_token =
    secret("access_token", "A system user's token that does not expire, with whatsapp_business_messaging.");
constexpr lc_option app_secret = secret("app_secret", "The app's secret, which signs what Meta tells us.");
constexpr lc_option verify_token =
    secret("verify_token",
           "What you make up and type in when you subscribe to webhooks, of 16 characters at least.");
constexpr lc_option countries =
    LC_OPTION_INIT("countries", LC_TEXT_LIST, "",
                   "Where messages may go, such as \"NL\"; without it anywhere. Prices differ by country.");
// The daemon reads these three in replies, of whatever plugin declares them.
constexpr lc_option stop_words =
    LC_OPTION_INIT("stop_words", LC_TEXT_LIST, "",
                   "Words and phrases in a reply or under a button that withdraw consent, beside STOP, "
                   "STOPALL, UNSUBSCRIBE and others.");
constexpr lc_option start_words = LC_OPTION_INIT(
    "start_words", LC_TEXT_LIST, "", "Replies and buttons that give consent again, beside START and UNSTOP.");
constexpr lc_option help_words = LC_OPTION_INIT(
    "help_words", LC_TEXT_LIST, "", "Replies and buttons that ask for help, beside HELP, INFO and others.");
constexpr lc_option throughput = between(
    LC_OPTION_INIT("throughput", LC_INTEGER, "80",
                   "How many messages a second Meta allows the number: 80, or 1000 once it is upgraded."),
    1, 1000);
constexpr lc_option in_flight = between(
    LC_OPTION_INIT("in_flight", LC_INTEGER, "64", "How many messages are on their way at once."), 1, 256);
constexpr lc_option timeout =
    between(LC_OPTION_INIT("timeout", LC_SECONDS, "20s", "How long Meta may take to answer."), 1, 300);
constexpr lc_option api_version =
    LC_OPTION_INIT("api_version", LC_TEXT, "v23.0", "The Graph API's version; each lives for two years.");
constexpr lc_option base_url =
    LC_OPTION_INIT("base_url", LC_URL, "https://graph.facebook.com", "Where the Graph API is.");

constexpr lc_option template_name =
    LC_OPTION_INIT("template", LC_TEXT, "", "The approved template's name; without one only text is sent.");
constexpr lc_option template_language =
    LC_OPTION_INIT("template_language", LC_TEXT, "",
                   "The template's language as WhatsApp calls it, such as \"en_US\"; else that of the "
                   "message's own file.");
constexpr lc_option body = LC_OPTION_INIT(
    "body", LC_TEXT_LIST, "", "What stands in place of {{1}}, {{2}} and so on of the template's body.");
constexpr lc_option body_names = LC_OPTION_INIT(
    "body_names", LC_TEXT_LIST, "",
    "Where the template calls them {{first_name}} and the like: these names, in the order of body.");
constexpr lc_option header_text = LC_OPTION_INIT(
    "header_text", LC_TEXT, "", "What stands in place of {{1}} of the template's header of text.");
constexpr lc_option header_image = LC_OPTION_INIT(
    "header_image", LC_URL, "", "The address of the picture above it, JPEG or PNG of at most 5 MB.");
constexpr lc_option header_video =
    LC_OPTION_INIT("header_video", LC_URL, "", "The address of the film above it, MP4 of at most 16 MB.");
constexpr lc_option header_document =
    LC_OPTION_INIT("header_document", LC_URL, "", "The address of the PDF above it.");
constexpr lc_option document_name =
    LC_OPTION_INIT("document_name", LC_TEXT, "", "The name that the document is shown with.");
constexpr lc_option buttons =
    LC_OPTION_INIT("buttons", LC_TEXT_LIST, "",
                   "For each of the template's buttons, in their order: \"url:\" and the end of its address, "
                   "\"reply:\" and what its answer shall say, or \"fixed\".");
constexpr lc_option replies =
    LC_OPTION_INIT("replies", LC_TEXT_LIST, "",
                   "Answers to press below the text, at most three of 20 characters; text alone has them.");
constexpr lc_option preview_url = LC_OPTION_INIT(
    "preview_url", LC_BOOLEAN, "false", "Whether the first link in the text is shown with its picture.");

std::string digits_of(const Config& config, const char* key) {
  std::string text = clean_text_of(config, key);
  const bool is_number =
      !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!is_number)
    throw ConfigError(key, "must be digits alone: the number's id at Meta, not the number itself");
  return text;
}

std::string version_of(const Config& config) {
  const std::string text = clean_text_of(config, "api_version");
  const bool is_version =
      text.size() > 1 && text[0] == 'v' && text.find_first_not_of("0123456789.", 1) == text.npos;
  if (!is_version) throw ConfigError("api_version", "must be like \"v23.0\"");
  return text;
}

std::string filled(const Config& config, const char* key) {
  std::string text = clean_text_of(config, key);
  if (text.empty()) throw ConfigError(key, "is empty");
  return text;
}

}  // namespace

const lc_option* const channel_options[] = {
    &phone_number_id, &access_token, &app_secret, &verify_token, &countries,   &stop_words, &start_words,
    &help_words,      &throughput,   &in_flight,  &timeout,      &api_version, &base_url,   nullptr};

const lc_option* const message_fields[] = {
    &template_name,   &template_language, &body,    &body_names, &header_text, &header_image, &header_video,
    &header_document, &document_name,     &buttons, &replies,    &preview_url, nullptr};

Settings read_settings(const Config& config) {
  Settings out;
  out.phone_number_id = digits_of(config, "phone_number_id");
  out.messages_url =
      base_url_of(config, "base_url") + "/" + version_of(config) + "/" + out.phone_number_id + "/messages";
  out.access_token = filled(config, "access_token");
  out.app_secret = filled(config, "app_secret");
  out.verify_token = shared_secret_of(config, "verify_token");
  out.countries = countries_of(config);
  out.throughput = static_cast<std::uint32_t>(config.integer("throughput"));
  out.in_flight = static_cast<std::uint32_t>(config.integer("in_flight"));
  out.timeout_ms = static_cast<std::uint32_t>(config.integer("timeout") * 1000);
  return out;
}

}  // namespace whatsapp
