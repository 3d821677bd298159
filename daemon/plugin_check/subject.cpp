#include "plugin_check/subject.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <system_error>
#include <utility>

#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/text.hpp"
#include "channel/child_process.hpp"
#include "plugin_check/check.hpp"

namespace lifecycled::plugin_check {
namespace {

constexpr const char* stand_in_secret = "env:STAND_IN";  // passes the host's check in the place of a secret

std::string or_empty(const char* text) { return text == nullptr ? "" : text; }

bool has_word(const OptionInfo& option, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(words,
                             [&](std::string_view word) { return option.key.find(word) != option.key.npos; });
}

// What a required option may be when nobody says more. Only plausible: the type knows what it means.
OptionValue made_up(const OptionInfo& option) {
  switch (option.type) {
    case OptionType::Text:
      if (!option.choices.empty()) return option.choices.front();
      if (has_word(option, {"folder", "directory", "path"})) return "@FOLDER@";
      if (has_word(option, {"host", "server", "relay"})) return "127.0.0.1";
      if (has_word(option, {"sender", "from"})) return "Shop <shop@example.org>";
      if (has_word(option, {"phone", "number"})) return "+15005550006";
      return "checked-" + option.key;
    case OptionType::Secret:
      return "s3cret-" + option.key + "-of-the-check";
    case OptionType::Integer:
    case OptionType::Seconds:
      if (option.key == "port") return "@CLOSED_PORT@";
      return std::max<std::int64_t>(option.minimum, 1);
    case OptionType::Boolean:
      return true;
    case OptionType::Url:
      return "https://api.example.org/" + option.key;
    case OptionType::TextList:
      return std::vector<std::string>{"checked-" + option.key};
  }
  return "";
}

}  // namespace

bool is_key_of_daemon(std::string_view key) {
  constexpr std::string_view known[] = {"type",
                                        "plugin",
                                        "reaches",
                                        "sender",
                                        "per_second",
                                        "when_in_doubt",
                                        "allow_private_addresses",
                                        "allow_unfenced",
                                        "proxy"};
  return std::ranges::find(known, key) != std::end(known);
}

std::vector<OptionInfo> declared(const lc_option* const* options) {
  std::vector<OptionInfo> list;
  for (; options != nullptr && *options != nullptr; ++options) {
    const lc_option& o = **options;
    OptionInfo info;
    info.key = or_empty(o.key);
    info.type = static_cast<OptionType>(o.type);
    info.required = o.required;
    if (LC_HAS(&o, default_value)) info.default_value = or_empty(o.default_value);
    if (LC_HAS(&o, help)) info.help = or_empty(o.help);
    if (LC_HAS(&o, choices) && or_empty(o.choices) != "") {
      for (const auto choice : split(o.choices, '|')) info.choices.emplace_back(choice);
    }
    if (LC_HAS(&o, maximum)) {
      info.minimum = o.minimum;
      info.maximum = o.maximum;
    }
    list.push_back(std::move(info));
  }
  return list;
}

int closed_port() {
  // Bound but not listening, and given back: the kernel hands out the next ones first.
  const Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* plain = reinterpret_cast<sockaddr*>(&address);
  if (!socket || ::bind(socket.get(), plain, size) != 0 || ::getsockname(socket.get(), plain, &size) != 0)
    throw std::system_error(errno, std::generic_category(), "cannot find a free port");
  return ntohs(address.sin_port);
}

Subject::Subject(std::filesystem::path file, std::string type, CheckConfig config, bool has_config)
    : file_(std::move(file)), type_(std::move(type)), config_(std::move(config)), has_config_(has_config) {}

Subject::~Subject() {
  std::error_code ignored;
  if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
}

std::vector<WebhookSample> Subject::webhooks() const {
  std::vector<WebhookSample> samples;
  for (const WebhookSample& sample : config_.webhooks) {
    if (sample.type.empty() || sample.type == type_) samples.push_back(sample);
  }
  return samples;
}

std::shared_ptr<const PluginLibrary> Subject::library() {
  if (library_ == nullptr) library_ = std::make_shared<PluginLibrary>(file_);
  return library_;
}

const lc_channel_type& Subject::type() { return library()->type(type_); }
std::vector<OptionInfo> Subject::options() { return declared(type().options); }

const std::filesystem::path& Subject::folder() {
  if (folder_.empty()) {
    std::string name = (std::filesystem::temp_directory_path() / "lifecycled-plugin-check-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
      throw std::system_error(errno, std::generic_category(), "cannot make a folder " + name);
    folder_ = name;
  }
  return folder_;
}

std::string Subject::filled_in(std::string text, int variant) {
  const auto replace = [&text](std::string_view mark, auto make) {
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark))
      text.replace(at, mark.size(), make());
  };
  replace("@FOLDER@", [&] {
    const auto own = folder() / std::to_string(variant);
    std::filesystem::create_directory(own);
    return own.string();
  });
  replace("@CLOSED_PORT@", [] { return std::to_string(closed_port()); });
  return text;
}

OptionValues Subject::complete(OptionValues given, int variant) {
  const auto infos = options();
  OptionValues secrets;
  for (const auto& option : infos) {
    if (option.required && !given.contains(option.key)) {
      given[option.key] = made_up(option);
      auto* text = std::get_if<std::string>(&given[option.key]);
      if (variant != 0 && text != nullptr && option.type == OptionType::Secret)
        *text += "-" + std::to_string(variant);
    }
    const auto at = given.find(option.key);
    if (at == given.end()) continue;
    if (auto* text = std::get_if<std::string>(&at->second)) {
      *text = filled_in(*text, variant);
      std::int64_t number = 0;
      const bool is_number = option.type == OptionType::Integer || option.type == OptionType::Seconds;
      if (is_number && std::from_chars(text->data(), text->data() + text->size(), number).ptr ==
                           text->data() + text->size())
        at->second = number;
    }
    if (option.type == OptionType::Secret) secrets[option.key] = std::exchange(at->second, stand_in_secret);
  }
  CheckedOptions checked = check_options(infos, given);
  if (!checked.errors.empty())
    fail("the options given to the checker do not fit: " + checked.errors.front().text);
  for (auto& [key, secret] : secrets) checked.values[key] = secret;
  return std::move(checked.values);
}

// What the author gave for this type.
OptionValues Subject::given() {
  auto found = config_.options.find(type_);
  if (found == config_.options.end()) found = config_.options.find("");
  OptionValues values = found == config_.options.end() ? OptionValues{} : found->second;
  const auto infos = options();
  std::erase_if(values, [&](const auto& value) {
    return is_key_of_daemon(value.first) &&
           std::ranges::find(infos, value.first, &OptionInfo::key) == infos.end();
  });
  return values;
}

OptionValues Subject::option_values(int variant) { return complete(given(), variant); }

OptionValues Subject::required_values() {
  OptionValues values = given();
  for (const auto& option : options())
    if (!option.required) values.erase(option.key);
  return complete(std::move(values), 0);
}

std::vector<std::string> Subject::secrets(const OptionValues& values) {
  std::vector<std::string> found;
  for (const auto& option : options()) {
    const auto at = values.find(option.key);
    if (option.type != OptionType::Secret || at == values.end()) continue;
    const auto* text = std::get_if<std::string>(&at->second);
    if (text != nullptr && text->size() >= 4) found.push_back(*text);
  }
  return found;
}

OutboundMessage Subject::message(unsigned number) {
  const std::string kind = or_empty(type().address_kind);
  OutboundMessage m;
  m.idempotency_key = "key-" + std::to_string(number);
  m.message_id = "message-" + std::to_string(number);
  m.delivery_id = "delivery-" + std::to_string(number);
  m.recipient = config_.recipient;
  if (m.recipient.empty()) {
    m.recipient = kind == "phone" ? "+31612345678"
                  : kind == "webpush"
                      ? R"({"endpoint":"https://push.example.org/v2/abc","keys":{)"
                        R"("p256dh":"BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcx)"
                        R"(aOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4","auth":"BTBZMqHH6r4Tts7J_aSIgg"}})"
                      : "ben@example.org";
  }
  m.sender = config_.sender;
  m.subject = "Thank you for your order";
  m.text = "Hello Ben,\n\nthank you for your order.\n";
  m.html = "<p>Hello Ben,</p><p>thank you for your order.</p>";
  m.language = "en";
  m.unsubscribe_url = "https://shop.example.org/u/abc";
  m.unsubscribe_mailto = "unsubscribe@shop.example.org?subject=abc";
  m.list_id = "news.shop.example.org";
  m.feedback_id = "thanks:shop";
  m.extra_json = config_.extra_json;
  return m;
}

std::vector<OutboundMessage> Subject::messages(std::size_t count) {
  std::vector<OutboundMessage> all;
  for (unsigned number = 1; all.size() < count; ++number) all.push_back(message(number));
  return all;
}

}  // namespace lifecycled::plugin_check
