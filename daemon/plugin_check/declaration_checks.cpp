// What a channel type says of itself as data.
#include <algorithm>
#include <charconv>
#include <set>

#include "base/text.hpp"
#include "base/time.hpp"
#include "plugin_check/check.hpp"
#include "plugin_check/subject.hpp"

namespace lifecycled::plugin_check {
namespace {

Finding tables_are_complete(Subject& subject) {
  const lc_channel_type& type = subject.type();
  if (type.create == nullptr || type.destroy == nullptr || type.capabilities == nullptr ||
      type.submit == nullptr || type.stop == nullptr || type.extension == nullptr) {
    fail("a function of the type is null; each must be there, even if it does nothing");
  }
  if (type.address_kind == nullptr || type.help == nullptr)
    fail("address_kind or help is null; \"\" means absent");
  if (type.options == nullptr || type.message_fields == nullptr)
    fail("options or message_fields is null; none is an array of one null");
  for (const auto* list : {type.options, type.message_fields}) {
    for (; *list != nullptr; ++list) {
      if ((*list)->struct_size < offsetof(lc_option, maximum))
        fail("an option has no struct_size; begin with LC_OPTION_INIT");
      if ((*list)->key == nullptr || (*list)->default_value == nullptr || (*list)->help == nullptr ||
          (*list)->choices == nullptr)
        fail("a text of an option is null; \"\" means absent");
    }
  }
  return {};
}

Finding help_for_every_option(Subject& subject) {
  if (*subject.type().help == '\0') fail("the type itself has no help");
  std::vector<std::string> without, odd;
  for (const auto* list : {subject.type().options, subject.type().message_fields}) {
    for (const auto& option : declared(list)) {
      const std::string& help = option.help;
      if (trimmed(help).empty()) {
        without.push_back(option.key);
      } else if (help.find_first_of("\r\n\t") != help.npos || !is_utf8(help) || help.size() > 300 ||
                 help.back() != '.') {
        odd.push_back(option.key);
      }
    }
  }
  if (!without.empty()) fail("no help for " + join(without, ", "));
  if (!odd.empty())
    return {Verdict::Warning, "the help should be one sentence with a full stop, for " + join(odd, ", ")};
  return {};
}

bool is_key(const std::string& key) {
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  return !key.empty() && key.size() <= 63 && key[0] >= 'a' && std::ranges::all_of(key, fits);
}

// What is wrong with a default, or "". The host takes it without a check.
std::string wrong_default(const OptionInfo& option) {
  const std::string& text = option.default_value;
  if (text.empty()) return "";
  std::int64_t number = 0;
  const bool is_number =
      std::from_chars(text.data(), text.data() + text.size(), number).ptr == text.data() + text.size();
  switch (option.type) {
    case OptionType::Text:
      if (!option.choices.empty() && std::ranges::find(option.choices, text) == option.choices.end())
        return "has a default that is none of its choices";
      return "";
    case OptionType::Secret:
      return "is a secret with a default";
    case OptionType::Boolean:
      return text == "true" || text == "false" ? "" : "is a boolean whose default is neither true nor false";
    case OptionType::Url:
      return text.find("://") == text.npos ? "is a URL whose default is none" : "";
    case OptionType::TextList:
      return "";
    case OptionType::Seconds:
      if (const auto span = parse_duration(text); !is_number && span) {
        number = std::chrono::duration_cast<std::chrono::seconds>(*span).count();
      } else if (!is_number) {
        return "has a default that is no duration";
      }
      break;
    case OptionType::Integer:
      if (!is_number) return "has a default that is no whole number";
      break;
  }
  const bool is_bounded = option.minimum != 0 || option.maximum != 0;
  const bool is_outside =
      number < option.minimum || (option.maximum >= option.minimum && number > option.maximum);
  return is_bounded && is_outside ? "has a default outside its bounds" : "";
}

std::string wrong_with(const OptionInfo& option, bool is_message_field) {
  const auto type = static_cast<std::int32_t>(option.type);
  if (type < 1 || type > static_cast<std::int32_t>(OptionType::TextList)) return "is of an unknown type";
  if (!is_key(option.key)) return "must be of a-z, 0-9 and \"_\", and at most 63 characters";
  if (std::ranges::any_of(option.choices, &std::string::empty)) return "has an empty choice";
  if (is_message_field && option.type == OptionType::Secret)
    return "is a secret; what stands in a message is none";
  // Of these, "sender" alone may mean the same to both.
  if (!is_message_field && is_key_of_daemon(option.key) && option.key != "sender")
    return "is a key of the daemon's own";
  return wrong_default(option);
}

Finding well_declared(const lc_option* const* list, bool is_message_field) {
  std::set<std::string> keys;
  std::vector<std::string> idle;
  for (const auto& option : declared(list)) {
    if (const auto wrong = wrong_with(option, is_message_field); !wrong.empty())
      fail("\"" + option.key + "\" " + wrong);
    if (!keys.insert(option.key).second) fail("\"" + option.key + "\" is declared twice");
    if (option.required && !option.default_value.empty()) idle.push_back(option.key);
  }
  if (!idle.empty())
    return {Verdict::Warning, "required, so their default never counts: " + join(idle, ", ")};
  return {};
}

Finding options_are_declared_well(Subject& subject) { return well_declared(subject.type().options, false); }
Finding message_fields_are_declared_well(Subject& subject) {
  return well_declared(subject.type().message_fields, true);
}

}  // namespace

std::vector<Check> declaration_checks() {
  return {
      {"tables-are-complete", "No function and no text of a channel type is null.", true, "ids-are-unique",
       &tables_are_complete},
      {"help-for-every-option",
       "The type, its options and its message fields are explained in a sentence each.", true,
       "tables-are-complete", &help_for_every_option},
      {"options-are-declared-well",
       "Keys are there once, types are known, defaults are values that a user could write.", true,
       "tables-are-complete", &options_are_declared_well},
      {"message-fields-are-declared-well",
       "The same of what a message may carry, and nothing in it is secret.", true, "tables-are-complete",
       &message_fields_are_declared_well},
  };
}

}  // namespace lifecycled::plugin_check
