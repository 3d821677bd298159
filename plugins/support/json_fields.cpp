#include "support/json_fields.hpp"

#include <charconv>
#include <stdexcept>

#include <boost/json/src.hpp>  // Boost.JSON without a library to link

namespace plugin_support {

namespace json = boost::json;

const json::value* member(const json::value& of, const char* name) {
  return of.is_object() ? of.get_object().if_contains(name) : nullptr;
}

std::string text_at(const json::value& of, const char* name) {
  const json::value* found = member(of, name);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

std::int64_t number_at(const json::value& of, const char* name) {
  const json::value* found = member(of, name);
  return found != nullptr && found->is_int64() ? found->get_int64() : 0;
}

std::int64_t whole_number(const json::value& of, const char* name) {
  const json::value* found = member(of, name);
  if (found == nullptr || !found->is_string()) return number_at(of, name);
  const json::string& text = found->get_string();
  const char* const end = text.data() + text.size();
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), end, number);
  return read.ec == std::errc() && read.ptr == end ? number : 0;
}

std::int64_t unix_ms_at(const json::value& of, const char* name) {
  constexpr std::int64_t year_9999 = 253'402'300'799;
  const std::int64_t seconds = whole_number(of, name);
  return seconds > 0 && seconds <= year_9999 ? seconds * 1000 : 0;
}

const json::array& array_at(const json::value& of, const char* name) {
  static const json::array none;
  const json::value* found = member(of, name);
  return found != nullptr && found->is_array() ? found->get_array() : none;
}

std::vector<std::string> texts_at(const json::value& of, const char* name) {
  std::vector<std::string> texts;
  for (const json::value& one : array_at(of, name))
    texts.push_back(one.is_string() ? std::string(one.get_string()) : "");
  return texts;
}

json::object fields_of(const lc_message& message) {
  if (*message.extra_json == '\0') return {};
  json::error_code error;
  const json::value fields = json::parse(message.extra_json, error);
  if (error || !fields.is_object()) throw std::invalid_argument("the message's fields are no JSON object");
  return fields.get_object();
}

}  // namespace plugin_support
