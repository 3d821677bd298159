// check_options and resolve_secrets of plugin_info.hpp.
#include <algorithm>
#include <charconv>

#include <boost/url/parse.hpp>
#include <fmt/format.h>

#include "base/secret.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "channel/plugin_info.hpp"

namespace lifecycled {
namespace {

std::string in_quotes(std::string_view text) { return "\"" + std::string(text) + "\""; }

struct Mistake {
  std::string text;
  std::optional<std::size_t> item;  // of a list
};
// A value of the declared type, or what is wrong.
using Checked = std::variant<OptionValue, Mistake>;

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string shown(const OptionValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return in_quotes(shortened(*text, 40));
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return std::to_string(*whole);
  // With its decimals: "must be a whole number, not 587" would leave people puzzled.
  if (const auto* number = std::get_if<double>(&value)) {
    const std::string text = fmt::format("{}", *number);
    return text.find_first_not_of("-0123456789") == text.npos ? text + ".0" : text;
  }
  if (const auto* yes = std::get_if<bool>(&value)) return *yes ? "true" : "false";
  return "a list";
}

Mistake must_be(const OptionInfo& option, std::string_view what, const OptionValue& value) {
  return {fmt::format("\"{}\" must be {}, not {}", option.key, what, shown(value)), {}};
}

Checked within(const OptionInfo& option, std::int64_t number, std::string_view unit) {
  if (!option.is_bounded()) return OptionValue(number);
  if (number >= option.minimum && (number <= option.maximum || option.maximum < option.minimum))
    return OptionValue(number);
  const std::string bounds = option.maximum < option.minimum
                                 ? fmt::format("{} or more", option.minimum)
                                 : fmt::format("from {} to {}", option.minimum, option.maximum);
  return Mistake{fmt::format("\"{}\" must be {}{}, not {}", option.key, bounds, unit, number), {}};
}

// What is wrong with one text, or nothing.
std::optional<std::string> mistake_in_text(const OptionInfo& option, const std::string& text) {
  if (text.find('\0') != text.npos) return in_quotes(option.key) + " must not hold a NUL character";
  if (option.choices.empty() || std::ranges::find(option.choices, text) != option.choices.end()) {
    return std::nullopt;
  }
  std::string message = fmt::format("\"{}\" must be one of {}, not {}", option.key,
                                    join(option.choices, ", "), in_quotes(shortened(text, 40)));
  if (const auto hint = did_you_mean(text, option.choices); !hint.empty()) message += "; " + hint;
  return message;
}

Checked check_text(const OptionInfo& option, const std::string& text) {
  if (option.required && trimmed(text).empty())
    return Mistake{in_quotes(option.key) + " must not be empty: " + option.help, {}};
  if (auto mistake = mistake_in_text(option, text)) return Mistake{std::move(*mistake), {}};
  return OptionValue(text);
}

Checked check_integer(const OptionInfo& option, const OptionValue& value) {
  const auto* number = std::get_if<std::int64_t>(&value);
  if (number == nullptr) return must_be(option, "a whole number", value);
  if (auto mistake = mistake_in_text(option, std::to_string(*number)))
    return Mistake{std::move(*mistake), {}};
  return within(option, *number, "");
}

Checked check_seconds(const OptionInfo& option, const OptionValue& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return within(option, *number, " seconds");
  if (const auto* text = std::get_if<std::string>(&value)) {
    const auto span = parse_duration(*text);
    if (span && *span % std::chrono::seconds(1) == Milliseconds(0)) {
      return within(option, std::chrono::duration_cast<std::chrono::seconds>(*span).count(), " seconds");
    }
  }
  return must_be(option, "a duration in whole seconds such as \"30s\"", value);
}

Checked check_url(const OptionInfo& option, const OptionValue& value) {
  constexpr std::string_view what = "a URL such as \"https://api.example.org\"";
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) return must_be(option, what, value);
  if (auto mistake = mistake_in_text(option, *text)) return Mistake{std::move(*mistake), {}};
  if (text->empty() && !option.required) return value;
  const auto parsed = boost::urls::parse_absolute_uri(*text);
  // Not shown: what stands there is a secret in the wrong place.
  if (parsed && parsed->has_userinfo()) {
    return Mistake{
        in_quotes(option.key) + " must not hold a user or a password; the plugin has options for them", {}};
  }
  if (!parsed || parsed->encoded_host().empty()) {
    if (text->find('@') != text->npos) return Mistake{fmt::format("\"{}\" must be {}", option.key, what), {}};
    return must_be(option, what, value);
  }
  return value;
}

Checked check_list(const OptionInfo& option, const OptionValue& value) {
  std::vector<std::string> items;
  if (const auto* one = std::get_if<std::string>(&value)) {
    items.push_back(*one);
  } else if (const auto* many = std::get_if<std::vector<std::string>>(&value)) {
    items = *many;
  } else {
    return must_be(option, "a list of texts such as [\"a\", \"b\"]", value);
  }
  if (option.required && items.empty())
    return Mistake{in_quotes(option.key) + " must not be empty: " + option.help, {}};
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (auto mistake = mistake_in_text(option, items[i])) return Mistake{std::move(*mistake), i};
  }
  return OptionValue(std::move(items));
}

Checked check_value(const OptionInfo& option, const OptionValue& value) {
  const auto* text = std::get_if<std::string>(&value);
  switch (option.type) {
    case OptionType::Text:
      if (text == nullptr) return must_be(option, "text", value);
      return check_text(option, *text);
    case OptionType::Secret:
      if (text == nullptr || !is_secret_reference(*text)) {
        return Mistake{
            in_quotes(option.key) +
                " is a secret and must not stand here; name where it is kept: \"credential:NAME\", "
                "\"file:PATH\" or \"env:NAME\"",
            {}};
      }
      return OptionValue(*text);
    case OptionType::Integer:
      return check_integer(option, value);
    case OptionType::Boolean:
      if (!std::holds_alternative<bool>(value)) return must_be(option, "true or false", value);
      return value;
    case OptionType::Seconds:
      return check_seconds(option, value);
    case OptionType::Url:
      return check_url(option, value);
    case OptionType::TextList:
      return check_list(option, value);
  }
  return Mistake{in_quotes(option.key) + " is of an unknown type", {}};
}

}  // namespace

// The plugin's author wrote the default, so it is not checked again.
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

std::optional<OptionError> check_option(const OptionInfo& option, OptionValue& value) {
  Checked result = check_value(option, value);
  if (auto* wrong = std::get_if<Mistake>(&result)) {
    return OptionError{option.key, false, std::move(wrong->text), wrong->item};
  }
  value = std::move(std::get<OptionValue>(result));
  return std::nullopt;
}

CheckedOptions check_options(const std::vector<OptionInfo>& declared, const OptionValues& given,
                             std::span<const std::string_view> known_beside) {
  CheckedOptions checked;
  std::vector<std::string> names;
  for (const auto& option : declared) names.push_back(option.key);
  const std::string own_names = join(names, ", ");
  names.insert(names.end(), known_beside.begin(), known_beside.end());
  for (const auto& [key, value] : given) {
    if (std::ranges::find(declared, key, &OptionInfo::key) != declared.end()) continue;
    std::string text = "unknown key " + in_quotes(key);
    if (const auto hint = did_you_mean(key, names); !hint.empty()) {
      text += "; " + hint;
    } else {
      text += own_names.empty() ? "; this type of channel has no options of its own"
                                : "; this type of channel knows " + own_names;
    }
    checked.errors.push_back({key, true, std::move(text), {}});
  }
  for (const auto& option : declared) {
    const auto at = given.find(option.key);
    if (at == given.end()) {
      if (option.required) {
        checked.errors.push_back(
            {option.key, true, in_quotes(option.key) + " is missing: " + option.help, {}});
      }
      checked.values.insert_or_assign(option.key, default_of(option));
      continue;
    }
    OptionValue value = at->second;
    if (auto error = check_option(option, value)) {
      checked.errors.push_back(std::move(*error));
    } else {
      checked.values.insert_or_assign(option.key, std::move(value));
    }
  }
  return checked;
}

std::vector<OptionError> resolve_secrets(const std::vector<OptionInfo>& declared, OptionValues& values) {
  std::vector<OptionError> errors;
  for (const auto& option : declared) {
    if (option.type != OptionType::Secret) continue;
    const auto at = values.find(option.key);
    auto* text = at == values.end() ? nullptr : std::get_if<std::string>(&at->second);
    if (text == nullptr || text->empty()) continue;
    try {
      *text = fetch_secret(*text);
    } catch (const std::runtime_error& error) {
      errors.push_back(
          {option.key, false, fmt::format("\"{}\": {}: {}", option.key, *text, error.what()), {}});
    }
  }
  return errors;
}

}  // namespace lifecycled
