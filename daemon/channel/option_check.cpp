// check_options and resolve_secrets of plugin_info.hpp.
#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "base/file.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "channel/plugin_info.hpp"

namespace lifecycled {
namespace {

std::string in_quotes(std::string_view text) { return "\"" + std::string(text) + "\""; }

// A value of the declared type, or what is wrong.
using Checked = std::variant<OptionValue, std::string>;

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

struct SecretReference {
  enum class Source { Environment, File, Credential } source;
  std::string name;
};

std::optional<SecretReference> secret_reference(std::string_view text) {
  using Source = SecretReference::Source;
  constexpr std::pair<std::string_view, Source> forms[] = {
      {"env:", Source::Environment}, {"file:", Source::File}, {"credential:", Source::Credential}};
  for (const auto& [prefix, source] : forms) {
    if (text.starts_with(prefix) && text.size() > prefix.size()) {
      return SecretReference{source, std::string(text.substr(prefix.size()))};
    }
  }
  return std::nullopt;
}

Checked within(const OptionInfo& option, std::int64_t number, std::string_view unit) {
  const bool is_bounded = option.minimum != 0 || option.maximum != 0;
  if (is_bounded && (number < option.minimum || number > option.maximum)) {
    return in_quotes(option.key) + " must be from " + std::to_string(option.minimum) + " to " +
           std::to_string(option.maximum) + std::string(unit) + ", not " + std::to_string(number);
  }
  return OptionValue(number);
}

Checked check_text(const OptionInfo& option, const std::string& text) {
  if (text.find('\0') != text.npos) return in_quotes(option.key) + " must not hold a NUL character";
  if (option.choices.empty() || std::ranges::find(option.choices, text) != option.choices.end()) {
    return OptionValue(text);
  }
  std::string message =
      in_quotes(option.key) + " must be one of " + join(option.choices, ", ") + ", not " + in_quotes(text);
  if (const auto hint = did_you_mean(text, option.choices); !hint.empty()) message += "; " + hint;
  return message;
}

Checked check_seconds(const OptionInfo& option, const OptionValue& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return within(option, *number, " seconds");
  if (const auto* text = std::get_if<std::string>(&value)) {
    const auto span = parse_duration(*text);
    if (span && *span % std::chrono::seconds(1) == Milliseconds(0)) {
      return within(option, std::chrono::duration_cast<std::chrono::seconds>(*span).count(), " seconds");
    }
  }
  return in_quotes(option.key) + " must be a duration in whole seconds such as \"30s\"";
}

Checked check_value(const OptionInfo& option, const OptionValue& value) {
  const auto* text = std::get_if<std::string>(&value);
  switch (option.type) {
    case OptionType::Text:
      if (text == nullptr) return in_quotes(option.key) + " must be a text";
      return check_text(option, *text);
    case OptionType::Secret:
      if (text == nullptr || !secret_reference(*text)) {
        return in_quotes(option.key) +
               " is a secret and must not stand here; name where it is kept: \"credential:NAME\", "
               "\"file:PATH\" or "
               "\"env:NAME\"";
      }
      return OptionValue(*text);
    case OptionType::Integer: {
      const auto* number = std::get_if<std::int64_t>(&value);
      if (number == nullptr) return in_quotes(option.key) + " must be a whole number";
      return within(option, *number, "");
    }
    case OptionType::Boolean:
      if (!std::holds_alternative<bool>(value)) return in_quotes(option.key) + " must be true or false";
      return value;
    case OptionType::Seconds:
      return check_seconds(option, value);
    case OptionType::Url:
      if (text == nullptr || text->find("://") == text->npos ||
          text->find_first_of(" \r\n\t") != text->npos) {
        return in_quotes(option.key) + " must be a URL such as \"https://api.example.org\"";
      }
      return OptionValue(*text);
    case OptionType::TextList:
      if (text != nullptr) return OptionValue(std::vector<std::string>{*text});
      if (!std::holds_alternative<std::vector<std::string>>(value)) {
        return in_quotes(option.key) + " must be a list of texts such as [\"a\", \"b\"]";
      }
      return value;
  }
  return in_quotes(option.key) + " is of an unknown type";
}

// What stands for an option that is not given. The plugin's author wrote the default, so it is not checked
// again.
OptionValue default_of(const OptionInfo& option) {
  const std::string& text = option.default_value;
  switch (option.type) {
    case OptionType::Text:
    case OptionType::Secret:
    case OptionType::Url:
      return text;
    case OptionType::Integer:
      return whole_number(text).value_or(0);
    case OptionType::Boolean:
      return text == "true";
    case OptionType::Seconds: {
      if (const auto number = whole_number(text)) return *number;
      const auto span = parse_duration(text).value_or(Milliseconds(0));
      return std::int64_t{std::chrono::duration_cast<std::chrono::seconds>(span).count()};
    }
    case OptionType::TextList: {
      std::vector<std::string> items;
      if (!text.empty()) {
        for (const auto item : split(text, ',')) items.emplace_back(trimmed(item));
      }
      return items;
    }
  }
  return text;
}

// The secret, or what is wrong.
std::variant<std::string, OptionError> fetch(const std::string& key, const SecretReference& reference) {
  using Source = SecretReference::Source;
  const auto wrong = [&](const std::string& text) {
    return OptionError{key, false, in_quotes(key) + ": " + text};
  };
  std::filesystem::path file;
  switch (reference.source) {
    case Source::Environment: {
      const char* value = std::getenv(reference.name.c_str());
      if (value == nullptr || *value == '\0') {
        return wrong("the environment has no variable " + in_quotes(reference.name) +
                     "; set it, or use credential:");
      }
      return std::string(value);
    }
    case Source::File:
      file = reference.name;
      break;
    case Source::Credential: {
      const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
      if (folder == nullptr) {
        return wrong("there are no credentials; add LoadCredential=" + reference.name +
                     ":/path to the systemd unit, or use file:");
      }
      // A name, not a path: nothing outside that folder.
      if (reference.name.find('/') != reference.name.npos || reference.name == "..") {
        return wrong("a credential's name has no \"/\"");
      }
      file = std::filesystem::path(folder) / reference.name;
      break;
    }
  }
  try {
    std::string value = read_file(file, 64u << 10);
    // Editors end a file with a line break, which is no part of a password.
    while (!value.empty() && (value.back() == '\n' || value.back() == '\r')) value.pop_back();
    if (value.empty()) return wrong(file.string() + " is empty");
    if (value.find('\0') != value.npos) return wrong(file.string() + " holds a NUL character");
    return value;
  } catch (const std::exception& e) {
    return wrong(e.what());
  }
}

}  // namespace

CheckedOptions check_options(const std::vector<OptionInfo>& declared, const OptionValues& given) {
  CheckedOptions checked;
  std::vector<std::string> names;
  for (const auto& option : declared) names.push_back(option.key);
  for (const auto& [key, value] : given) {
    if (std::ranges::find(names, key) != names.end()) continue;
    std::string text = "unknown key " + in_quotes(key);
    const auto hint = did_you_mean(key, names);
    text += hint.empty() ? "; this channel knows " + join(names, ", ") : "; " + hint;
    checked.errors.push_back({key, true, std::move(text)});
  }
  for (const auto& option : declared) {
    const auto at = given.find(option.key);
    if (at == given.end()) {
      if (option.required) {
        checked.errors.push_back({option.key, true, in_quotes(option.key) + " is missing: " + option.help});
      }
      checked.values.insert_or_assign(option.key, default_of(option));
      continue;
    }
    Checked result = check_value(option, at->second);
    if (auto* wrong = std::get_if<std::string>(&result)) {
      checked.errors.push_back({option.key, false, std::move(*wrong)});
    } else {
      checked.values.insert_or_assign(option.key, std::move(std::get<OptionValue>(result)));
    }
  }
  return checked;
}

std::vector<OptionError> resolve_secrets(const std::vector<OptionInfo>& declared, OptionValues& values) {
  std::vector<OptionError> errors;
  for (const auto& option : declared) {
    if (option.type != OptionType::Secret) continue;
    const auto at = values.find(option.key);
    const auto* text = at == values.end() ? nullptr : std::get_if<std::string>(&at->second);
    if (text == nullptr || text->empty()) continue;
    const auto reference = secret_reference(*text);
    if (!reference) continue;
    auto fetched = fetch(option.key, *reference);
    if (auto* wrong = std::get_if<OptionError>(&fetched)) {
      errors.push_back(std::move(*wrong));
    } else {
      at->second = std::move(std::get<std::string>(fetched));
    }
  }
  return errors;
}

}  // namespace lifecycled
