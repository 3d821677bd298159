#include "cli/plugin_schema.hpp"

#include <algorithm>

#include <boost/json.hpp>
#include <fmt/format.h>

namespace lifecycled {
namespace {

namespace json = boost::json;

constexpr std::string_view part_prefix = "channel_", other_part = "other_channel";

json::value parsed(std::string_view text) { return json::parse(json::string_view(text.data(), text.size())); }

json::object reference(const std::string& pointer) {
  return json::object{{"$ref", "#/definitions/" + pointer}};
}

// Beside a $ref nothing else counts, so it goes into a list of its own.
json::object with_reference(const std::string& help, const std::string& pointer) {
  return json::object{{"description", help}, {"allOf", json::array{reference(pointer)}}};
}

void add_bounds(json::object& schema, const OptionInfo& option) {
  if (!option.is_bounded()) return;
  schema["minimum"] = option.minimum;
  if (option.maximum >= option.minimum) schema["maximum"] = option.maximum;
}

json::array words(const std::vector<std::string>& choices) {
  json::array out;
  for (const std::string& choice : choices) out.push_back(json::value(choice));
  return out;
}

void add_default(json::object& schema, const OptionInfo& option) {
  if (option.default_value.empty()) return;
  const OptionValue value = default_of(option);
  if (const auto* whole = std::get_if<std::int64_t>(&value); whole && option.type == OptionType::Integer) {
    schema["default"] = *whole;
  } else if (const auto* yes = std::get_if<bool>(&value)) {
    schema["default"] = *yes;
  } else if (const auto* items = std::get_if<std::vector<std::string>>(&value)) {
    schema["default"] = words(*items);
  } else {
    schema["default"] = option.default_value;
  }
}

json::object text_schema(const OptionInfo& option) {
  json::object out{{"type", "string"}};
  if (!option.choices.empty()) {
    out["enum"] = words(option.choices);
  } else if (option.required) {
    out["minLength"] = 1;
  }
  return out;
}

json::object option_schema(const OptionInfo& option) {
  json::object out{{"description", option.help}};
  const auto add = [&out](const json::object& more) {
    for (const auto& [key, value] : more) out[key] = value;
  };
  switch (option.type) {
    case OptionType::Text:
      add(text_schema(option));
      break;
    case OptionType::Secret:
      return with_reference(option.help, "secret");
    case OptionType::Integer:
      out["type"] = "integer";
      add_bounds(out, option);
      break;
    case OptionType::Boolean:
      out["type"] = "boolean";
      break;
    case OptionType::Seconds: {
      json::object number{{"type", "integer"}};
      add_bounds(number, option);
      out["oneOf"] = json::array{json::value(std::move(number)), json::value(reference("duration"))};
      break;
    }
    case OptionType::Url:
      add(text_schema(option));
      out["pattern"] =
          option.required ? "^[A-Za-z][A-Za-z0-9+.-]*://[^ @]+$" : "^([A-Za-z][A-Za-z0-9+.-]*://[^ @]+)?$";
      break;
    case OptionType::TextList: {
      const json::object item = text_schema(option);
      out["oneOf"] =
          json::array{json::value(item), json::value(json::object{{"type", "array"}, {"items", item}})};
      break;
    }
  }
  add_default(out, option);
  return out;
}

json::object type_schema(const ChannelTypeInfo& type, const json::object& common) {
  json::object properties;
  for (const auto& [key, description] : common) {
    properties[key] = reference("channel/properties/" + std::string(key));
  }
  properties["type"] = json::object{{"description", type.help}, {"type", "string"}, {"const", type.id}};
  json::array required{"type"};
  for (const OptionInfo& option : type.options) {
    // What every channel has means the same for every plugin; a sender alone is handed on.
    if (common.contains(option.key) && option.key != "sender") continue;
    properties[option.key] = option_schema(option);
    if (option.required) required.push_back(json::value(option.key));
  }
  return json::object{{"description", type.help},
                      {"type", "object"},
                      {"properties", std::move(properties)},
                      {"required", std::move(required)},
                      {"additionalProperties", false}};
}

// As people write it: two blanks a level, one value a line.
void write(std::string& out, const json::value& value, std::size_t depth) {
  const auto new_line = [&out](std::size_t level) { out += "\n" + std::string(2 * level, ' '); };
  if (const auto* object = value.if_object(); object && !object->empty()) {
    out += '{';
    for (bool is_first = true; const auto& [key, member] : *object) {
      if (!std::exchange(is_first, false)) out += ',';
      new_line(depth + 1);
      out += json::serialize(json::value(key)) + ": ";
      write(out, member, depth + 1);
    }
    new_line(depth);
    out += '}';
  } else if (const auto* array = value.if_array(); array && !array->empty()) {
    out += '[';
    for (bool is_first = true; const auto& item : *array) {
      if (!std::exchange(is_first, false)) out += ',';
      new_line(depth + 1);
      write(out, item, depth + 1);
    }
    new_line(depth);
    out += ']';
  } else {
    out += json::serialize(value);
  }
}

}  // namespace

std::string schema_with(std::string_view base, std::vector<ChannelTypeInfo> types) {
  json::value whole = parsed(base);
  std::ranges::sort(types, {}, &ChannelTypeInfo::id);
  const auto same = std::ranges::unique(types, {}, &ChannelTypeInfo::id);
  types.erase(same.begin(), same.end());

  json::object definitions;
  for (const auto& [key, definition] : whole.at("definitions").as_object()) {
    if (!std::string_view(key).starts_with(part_prefix) && key != other_part) definitions[key] = definition;
  }
  const json::object common = definitions.at("channel").at("properties").as_object();
  json::array one_of, known;
  for (const ChannelTypeInfo& type : types) {
    const std::string name = std::string(part_prefix) + type.id;
    definitions[name] = type_schema(type, common);
    one_of.push_back(reference(name));
    known.push_back(json::value(type.id));
  }
  const json::object unknown_type{
      {"properties",
       json::object{{"type", json::object{{"not", json::object{{"enum", std::move(known)}}}}}}}};
  definitions[other_part] =
      json::object{{"description", "A channel of a plugin that this schema does not know."},
                   {"allOf", json::array{reference("channel"), unknown_type}}};
  one_of.push_back(reference(std::string(other_part)));
  whole.as_object()["definitions"] = std::move(definitions);
  whole.at_pointer("/properties/channel").as_object()["additionalProperties"] =
      json::object{{"oneOf", std::move(one_of)}};

  std::string out;
  write(out, whole, 0);
  return out + "\n";
}

std::vector<CommonKey> common_keys() {
  const json::value whole = parsed(shipped_schema());
  std::vector<CommonKey> out;
  for (const auto& [key, description] : whole.at_pointer("/definitions/channel/properties").as_object()) {
    out.push_back({std::string(key), std::string(description.at("description").as_string())});
  }
  return out;
}

}  // namespace lifecycled
