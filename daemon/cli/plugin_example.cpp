#include "cli/plugin_example.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "config/key_sets.hpp"

namespace lifecycled {
namespace {

// As campaigns would call a channel of this type: the last part of "acme.sms".
std::string name_of(const ChannelTypeInfo& type) {
  const std::string last = lower_ascii(type.id.substr(type.id.rfind('.') + 1));
  return last.empty() || last[0] == '-' || last[0] == '_' ? "mine" : last;
}

// Names that tell by themselves which kind of address is reached, as the settings' reader knows them.
bool tells_address_kind(const std::string& name) {
  return name == "email" || name == "webpush" || name == "sms" || name == "whatsapp" || name == "call-list";
}

std::string whole_number_within(const OptionInfo& option, std::int64_t wished) {
  if (!option.is_bounded()) return std::to_string(wished);
  if (option.maximum < option.minimum) return std::to_string(std::max(wished, option.minimum));
  return std::to_string(std::clamp(wished, option.minimum, option.maximum));
}

std::string text_for(const OptionInfo& option, const std::string& channel) {
  const std::string& key = option.key;
  const auto speaks_of = [&key](std::string_view word) { return key.find(word) != key.npos; };
  if (!option.choices.empty()) return option.choices[0];
  if (speaks_of("folder")) return "/var/lib/lifecycled/" + channel;
  if (speaks_of("file")) return "/etc/lifecycled/" + channel + "." + key;
  if (speaks_of("host") || speaks_of("server")) return channel + ".example.org";
  if (speaks_of("sender") || speaks_of("reply")) return "My Shop <hello@shop.example>";
  if (speaks_of("contact")) return "mailto:hello@shop.example";
  if (speaks_of("account_sid")) return "AC" + std::string(32, '0');
  if (speaks_of("number_id")) return "106540352242922";
  if (speaks_of("phone") || speaks_of("number")) return "+31600000000";
  std::string words = "your-" + key;
  std::ranges::replace(words, '_', '-');
  return words;
}

// What the option is by default, or something of its form.
std::string value_for(const OptionInfo& option, const std::string& channel) {
  const bool has_default = !option.default_value.empty();
  switch (option.type) {
    case OptionType::Secret:
      return toml_text("credential:" + channel + "_" + option.key);
    case OptionType::Integer:
      return has_default ? std::to_string(std::get<std::int64_t>(default_of(option)))
                         : whole_number_within(option, 1);
    case OptionType::Boolean:
      return option.default_value == "true" ? "true" : "false";
    case OptionType::Seconds:
      return has_default ? toml_text(std::to_string(std::get<std::int64_t>(default_of(option))) + "s")
                         : toml_text(whole_number_within(option, 30) + "s");
    case OptionType::Url:
      return toml_text(has_default ? option.default_value : "https://api.example.org");
    case OptionType::Text:
      return toml_text(has_default ? option.default_value : text_for(option, channel));
    case OptionType::TextList: {
      std::string items;
      const OptionValue by_default = default_of(option);
      for (const std::string& item : std::get<std::vector<std::string>>(by_default)) {
        items += (items.empty() ? "" : ", ") + toml_text(item);
      }
      if (items.empty() && option.required) items = toml_text(text_for(option, channel));
      return "[" + items + "]";
    }
  }
  return "\"\"";
}

void add_option(std::string& out, const OptionInfo& option, const std::string& channel) {
  out += fmt::format("\n# {}{}\n", option.help, option.required ? " Required." : "");
  if (option.choices.size() > 1) out += fmt::format("# One of {}.\n", join(option.choices, ", "));
  if (option.type == OptionType::Secret) {
    const std::string credential = channel + "_" + option.key;
    out +=
        fmt::format("# In the systemd unit: LoadCredential={}:/etc/lifecycled/{}\n", credential, credential);
  }
  out += fmt::format("{}{} = {}\n", option.required ? "" : "# ", option.key, value_for(option, channel));
}

}  // namespace

std::string toml_text(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string example_of(const ChannelTypeInfo& type, const std::string& plugin) {
  const std::string channel = name_of(type);
  std::string out = fmt::format("[channel.{}]\ntype = {}\n", channel, toml_text(type.id));
  if (!plugin.empty()) out += fmt::format("plugin = {}\n", toml_text(plugin));
  if (!tells_address_kind(channel)) {
    out += fmt::format(
        "reaches = {}  # which kind of address: email, phone, webpush, or shop for your own people\n",
        toml_text(type.address_kind.empty() ? "email" : type.address_kind));
  }
  for (const bool required : {true, false}) {
    for (const OptionInfo& option : type.options) {
      const bool is_common =
          std::ranges::find(key_sets::channel.keys, option.key) != key_sets::channel.keys.end();
      if (option.required == required && (!is_common || option.key == "sender"))
        add_option(out, option, channel);
    }
  }
  return out;
}

}  // namespace lifecycled
