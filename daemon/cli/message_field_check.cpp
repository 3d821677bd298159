#include "cli/message_field_check.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "config/key_sets.hpp"
#include "message/sms_check.hpp"
#include "message/sms_parts.hpp"

namespace lifecycled {
namespace {

bool is_template(std::string_view text) {
  return text.find("{{") != text.npos || text.find("{%") != text.npos;
}

bool is_text_of_all(std::string_view field) {
  return std::ranges::find(key_sets::message.keys, field) != key_sets::message.keys.end();
}

OptionValue given(const MessageField& field) {
  if (const auto* whole = std::get_if<std::int64_t>(&field.value)) return *whole;
  if (const auto* number = std::get_if<double>(&field.value)) return *number;
  if (const auto* yes = std::get_if<bool>(&field.value)) return *yes;
  if (const auto* items = std::get_if<std::vector<std::string>>(&field.value)) return *items;
  return field.source;
}

// As a plugin reads it. A text stays a template.
void keep(MessageField& field, const OptionValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    field.source = *text;
    field.value = std::monostate();
  } else if (const auto* whole = std::get_if<std::int64_t>(&value)) {
    field.value = *whole;
  } else if (const auto* yes = std::get_if<bool>(&value)) {
    field.value = *yes;
  } else if (const auto* items = std::get_if<std::vector<std::string>>(&value)) {
    field.value = *items;
  }
}

class FieldChecker {
 public:
  FieldChecker(const ReadyChannel& channel, Problems& problems) : channel_(channel), problems_(problems) {}

  void check(ChannelFields& fields) {
    for (auto& [name, field] : fields) {
      if (is_text_of_all(name)) continue;
      if (name == most_parts_field && is_sms_channel(channel_.settings.name, channel_.settings.type)) {
        check_most_parts(field);
        continue;
      }
      const auto declared = std::ranges::find(channel_.message_fields, name, &OptionInfo::key);
      if (declared != channel_.message_fields.end()) {
        check(*declared, field);
      } else if (!takes_anything()) {
        say_unknown(name, field);
      } else {
        doubt(name, field);
      }
    }
  }

  // For the table that all languages start from.
  void complete(ChannelFields& fields, const Place& table) {
    for (const OptionInfo& declared : channel_.message_fields) {
      if (fields.contains(declared.key) || is_text_of_all(declared.key)) continue;
      if (declared.required) {
        problems_.error(table, fmt::format("\"{}\" is missing in [{}]: {}", declared.key,
                                           channel_.settings.name, declared.help));
      } else if (!declared.default_value.empty() && !is_template(declared.default_value)) {
        MessageField field{.place = table, .key_place = table, .value_place = table};
        keep(field, default_of(declared));
        fields.emplace(declared.key, std::move(field));
      }
    }
  }

 private:
  // It stands in for other channels, as the file plugin does: whatever they are sent, it takes.
  bool takes_anything() const { return channel_.message_fields.empty() && channel_.address_kind.empty(); }

  void check(const OptionInfo& declared, MessageField& field) {
    const bool is_text = declared.type == OptionType::Text || declared.type == OptionType::Url;
    if (is_text || declared.type == OptionType::TextList) {
      field.rule = {declared.choices, declared.type == OptionType::Url, declared.required};
    }
    if (is_text && std::holds_alternative<std::monostate>(field.value) && is_template(field.source)) return;
    // One text in place of a list of one.
    if (declared.type == OptionType::TextList && std::holds_alternative<std::monostate>(field.value)) {
      field.value = std::vector<std::string>{field.source};
      field.item_places = {field.place};
    }
    OptionValue value = given(field);
    const auto* items = std::get_if<std::vector<std::string>>(&value);
    // What only rendering tells is looked at then.
    if (declared.type == OptionType::TextList && items && std::ranges::any_of(*items, is_template)) return;
    if (const auto error = check_option(declared, value)) {
      field.rule = {};  // said here, and not once more by whoever renders it
      const bool has_item = error->item && *error->item < field.item_places.size();
      problems_.error(has_item ? field.item_places[*error->item] : field.value_place, error->text);
      return;
    }
    keep(field, value);
  }

  void check_most_parts(const MessageField& field) {
    const auto* parts = std::get_if<std::int64_t>(&field.value);
    if (!parts || *parts < 1 || *parts > 20)
      problems_.error(field.value_place, "\"most_parts\" must be a whole number from 1 to 20");
  }

  void say_unknown(const std::string& name, const MessageField& field) {
    std::vector<std::string> names;
    for (const OptionInfo& declared : channel_.message_fields) names.push_back(declared.key);
    names.insert(names.end(), key_sets::message.keys.begin(), key_sets::message.keys.end());
    const std::string nearest = did_you_mean(name, names);
    problems_.error(
        field.key_place,
        fmt::format("messages of [channel.{}] have no field \"{}\"", channel_.settings.name, name),
        nearest.empty() ? "they may have " + join(names, ", ") : nearest);
  }

  // Whatever it takes, a field that is nearly one of those that all channels have is hardly meant.
  void doubt(const std::string& name, const MessageField& field) {
    std::vector<std::string> names(key_sets::message.keys.begin(), key_sets::message.keys.end());
    if (is_sms_channel(channel_.settings.name, channel_.settings.type)) names.emplace_back(most_parts_field);
    const std::string nearest = did_you_mean(name, names);
    if (nearest.empty()) return;
    problems_.warning(field.key_place,
                      fmt::format("\"{}\" is a field that lifecycled itself does nothing with", name),
                      nearest);
  }

  const ReadyChannel& channel_;
  Problems& problems_;
};

}  // namespace

void check_message_fields(MessageFiles& files, const std::vector<ReadyChannel>& channels,
                          Problems& problems) {
  for (const ReadyChannel& channel : channels) {
    const std::string& name = channel.settings.name;
    FieldChecker checker(channel, problems);
    for (MessageDefinition& message : files.messages) {
      const auto base = message.channels.find(name);
      if (base == message.channels.end()) continue;
      checker.check(base->second);
      const auto table = message.tables.find(name);
      checker.complete(base->second, table == message.tables.end() ? message.place : table->second);
      for (auto& [language, tables] : message.languages) {
        if (const auto found = tables.find(name); found != tables.end()) checker.check(found->second);
      }
    }
  }
}

}  // namespace lifecycled
