#include "base/json_fields.hpp"

#include <charconv>

#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include "base/money.hpp"

namespace lifecycled {
namespace json = boost::json;

std::optional<json::value> parse_json(std::string_view text, std::string& mistake) {
  json::parse_options options;
  options.max_depth = 32;
  boost::system::error_code error;
  json::value value = json::parse(json::string_view(text.data(), text.size()), error, {}, options);
  if (error) {
    mistake = error.message();
    return std::nullopt;
  }
  return value;
}

const json::value* member(const json::object& object, std::string_view key) {
  return object.if_contains(json::string_view(key.data(), key.size()));
}

const json::value* member(const json::value& object, std::string_view key) {
  const json::object* members = object.if_object();
  return members ? member(*members, key) : nullptr;
}

const json::value* member_at(const json::object& object, std::string_view dotted_path) {
  const auto dot = dotted_path.find('.');
  const json::value* found = member(object, dotted_path.substr(0, dot));
  return dot == std::string_view::npos || !found ? found : member_at(*found, dotted_path.substr(dot + 1));
}

const json::value* member_at(const json::value& object, std::string_view dotted_path) {
  const json::object* members = object.if_object();
  return members ? member_at(*members, dotted_path) : nullptr;
}

std::optional<std::string> text_of(const json::value* value) {
  if (!value) return std::nullopt;
  switch (value->kind()) {
    case json::kind::string:
      return std::string(value->get_string());
    case json::kind::int64:
      return std::to_string(value->get_int64());
    case json::kind::uint64:
      return std::to_string(value->get_uint64());
    case json::kind::double_:
      return fmt::format("{}", value->get_double());
    case json::kind::bool_:
      return value->get_bool() ? "true" : "false";
    case json::kind::null:
    case json::kind::array:
    case json::kind::object:
      return std::nullopt;
  }
  return std::nullopt;
}

std::optional<double> number_of(const json::value* value) {
  if (!value) return std::nullopt;
  if (value->is_int64()) return static_cast<double>(value->get_int64());
  if (value->is_uint64()) return static_cast<double>(value->get_uint64());
  if (value->is_double()) return value->get_double();
  if (const json::string* text = value->if_string()) {
    double number = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (error == std::errc{} && end == text->data() + text->size() && !text->empty()) return number;
  }
  return std::nullopt;
}

std::optional<std::string> text_at(const json::value& object, std::string_view dotted_path) {
  return text_of(member_at(object, dotted_path));
}

std::optional<double> number_at(const json::value& object, std::string_view dotted_path) {
  return number_of(member_at(object, dotted_path));
}

std::optional<std::string> text_at(const json::object& object, std::string_view dotted_path) {
  return text_of(member_at(object, dotted_path));
}

std::optional<double> number_at(const json::object& object, std::string_view dotted_path) {
  return number_of(member_at(object, dotted_path));
}

std::optional<std::int64_t> amount_at(const json::value& object, std::string_view dotted_path,
                                      std::string_view currency) {
  const auto* value = member_at(object, dotted_path);
  // A double's shortest form is what the shop wrote; it can be "1e+20", which parse_amount then refuses.
  if (const auto text = text_of(value)) return parse_amount(*text, currency);
  return std::nullopt;
}

}  // namespace lifecycled
